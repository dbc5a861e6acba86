/** The server's own packet filter rejects with a reset, and the TCP behind it never hears of the SYN. */
import type { Scenario } from './_scenario.ts';
import { everywhere } from './_sight.ts';

export const scenario: Scenario = {
  id: 'firewall-reset-on-server',
  summary:
    "The server's own firewall answers the SYN with a reset although a program listens. Over IPv4 no packet tells it from a closed port; over IPv6 the flow label of the reset is zero.",
  versions: [4, 6],
  run: async ({ client, server, seen, fails }) => {
    await server.firewall('input', 'tcp dport 8443 reject with tcp reset');
    await server.listen(8443);
    await fails(client.connect(server, 8443), 'ECONNREFUSED');
    await seen(server, 'R.');
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 8443,
      cause: 'firewall-reset-at-connect',
      by: 'server',
      how: 'refused',
      at: everywhere({ accept: ['closed-port'] }),
    },
  ],
  packets: [{ from: 'server', flags: 'R.', seenAt: ['client', 'router', 'server'] }],
  // The kernel answers a closed port with a reset of its own; this one its TCP did not send.
  kernel: [
    { event: 'tcp_receive_reset', at: 'client' },
    { event: 'tcp_send_reset', absent: true },
  ],
};
