/** A firewall rejects with a reset (`reject with tcp reset`) in the server's name: net/ipv4/netfilter/nf_reject_ipv4.c. */
import { connect, exchange } from './_connection.ts';
import { LAST_RESPONSE } from './_messages.ts';
import type { Scenario } from './_scenario.ts';

export const scenario: Scenario = {
  id: 'firewall-reset-at-connect',
  summary:
    "A firewall on the path answers the SYN to port 8443 with a reset in the server's name. A connection to port 80 of the same server works: its packets come with TTL 63, the firewall's reset with TTL 64.",
  versions: [4, 6],
  run: async (lab) => {
    const { client, router, server, seen, fails } = lab;
    await router.firewall('forward', 'tcp dport 8443 reject with tcp reset');
    const ends = await connect(lab, 80);
    await exchange(ends, undefined, LAST_RESPONSE);
    await ends.client.close();
    await seen(client, 'F.');
    await ends.server.close();
    await seen(server, 'F.');
    await server.listen(8443);
    await fails(client.connect(server, 8443), 'ECONNREFUSED');
    await seen(server, 'R.', { at: ['client', 'router'] });
  },
  truths: [
    { clientPort: 50001, serverPort: 80, cause: 'normal-close', by: 'client', how: 'fin' },
    {
      clientPort: 50002,
      serverPort: 8443,
      cause: 'firewall-reset-at-connect',
      by: 'middlebox',
      how: 'refused',
      at: { server: { unseen: true } },
    },
  ],
  packets: [{ from: 'server', flags: 'R.', seenAt: ['client', 'router'], notAt: ['server'] }],
  // No end has sent the reset that the client got: it was born between them.
  kernel: [
    { event: 'tcp_receive_reset', at: 'client' },
    { event: 'tcp_send_reset', absent: true },
  ],
};
