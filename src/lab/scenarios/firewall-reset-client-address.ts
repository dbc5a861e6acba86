/** The server's own packet filter rejects one client by its address; another of the same machine is served. */
import { addClientAddress, besideOf } from './_addresses.ts';
import { exchange } from './_connection.ts';
import type { Scenario } from './_scenario.ts';

export const scenario: Scenario = {
  id: 'firewall-reset-client-address',
  summary:
    "The server's own firewall rejects what comes from the client's first address with a reset. Its second address is served by the same port before and after.",
  versions: [6],
  run: async (lab) => {
    const { client, server, seen, fails, version } = lab;
    const family = version === 4 ? 'ip' : 'ip6';
    await server.firewall('input', `${family} saddr ${client.address} tcp dport 8443 reject with tcp reset`);
    const other = besideOf(client, 4);
    await addClientAddress(lab, other);
    const listener = await server.listen(8443);
    const ask = async (): Promise<void> => {
      const allowed = await client.connect(server, 8443, { from: other });
      await exchange({ client: allowed, server: await listener.accept() });
    };
    await ask();
    await fails(client.connect(server, 8443), 'ECONNREFUSED');
    await seen(server, 'R.');
    await ask();
  },
  truths: [
    { clientPort: 50001, serverPort: 8443, cause: 'still-open', by: 'nobody', how: 'open' },
    // A port that answers another client before and after is not closed.
    { clientPort: 50002, serverPort: 8443, cause: 'firewall-reset-at-connect', by: 'server', how: 'refused' },
  ],
  packets: [{ from: 'server', flags: 'R.', seenAt: ['client', 'router', 'server'] }],
  kernel: [
    { event: 'tcp_receive_reset', at: 'client' },
    { event: 'tcp_send_reset', absent: true },
  ],
};
