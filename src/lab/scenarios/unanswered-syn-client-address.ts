/** The server's own packet filter drops what comes from one client; another address of the same machine is served. */
import { addClientAddress, besideOf } from './_addresses.ts';
import { exchange } from './_connection.ts';
import type { Scenario } from './_scenario.ts';

export const scenario: Scenario = {
  id: 'unanswered-syn-client-address',
  summary:
    "The server's own firewall drops what comes from the client's first address, so its SYNs arrive and get no answer. From its second address the same port answers.",
  versions: [4, 6],
  run: async (lab) => {
    const { client, server, seen, fails, version } = lab;
    const family = version === 4 ? 'ip' : 'ip6';
    await server.firewall('input', `${family} saddr ${client.address} tcp dport 8443 drop`);
    const other = besideOf(client, 4);
    await addClientAddress(lab, other);
    const listener = await server.listen(8443);
    const allowed = await client.connect(server, 8443, { from: other });
    await exchange({ client: allowed, server: await listener.accept() });
    await fails(client.connect(server, 8443, { timeout: 2.5 }), 'ETIMEDOUT');
    for (let i = 0; i < 3; i += 1) await seen(client, 'S', { sourcePort: 50002 });
  },
  truths: [
    { clientPort: 50001, serverPort: 8443, cause: 'still-open', by: 'nobody', how: 'open' },
    { clientPort: 50002, serverPort: 8443, cause: 'unanswered-syn', by: 'server', how: 'timeout' },
  ],
  packets: [{ from: 'client', flags: 'S', seenAt: ['client', 'router', 'server'] }],
  kernel: [
    { event: 'tcp_retransmit_skb', at: 'client', says: 'sport=50002' },
    { event: 'TcpExtListenOverflows', at: 'server', absent: true },
    { event: 'tcp_send_reset', absent: true },
  ],
};
