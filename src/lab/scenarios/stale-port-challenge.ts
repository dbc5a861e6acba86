/**
 * The SYN of a port of which the server still has a connection is answered with an ACK of the old one (a challenge, RFC
 * 5961 §4), and the client's kernel resets the old connection. A firewall that has no state for that reset drops it: the
 * server goes on challenging, and the client never gets in.
 */
import type { Scenario } from './_scenario.ts';
import { leaveStale, STALE_PORT } from './_stale-connection.ts';

export const scenario: Scenario = {
  id: 'stale-port-challenge',
  summary:
    "A client that has restarted connects from a port of which the server still has an old connection. The server answers each SYN with an ACK of the old one; the reset with which the client's kernel replies is dropped on the way.",
  versions: [4, 6],
  prepare: async (lab) => await leaveStale(lab, 8080),
  run: async ({ client, router, server, seen, fails }) => {
    await router.firewall('forward', 'tcp flags & rst == rst drop');
    await fails(client.connect(server, 8080, { sourcePort: STALE_PORT, timeout: 3.5 }), 'ETIMEDOUT');
    for (let i = 0; i < 3; i += 1) await seen(server, '.');
  },
  truths: [
    {
      clientPort: STALE_PORT,
      serverPort: 8080,
      cause: 'stale-port-challenge',
      by: 'middlebox',
      how: 'timeout',
    },
  ],
  packets: [
    { from: 'server', flags: '.', seenAt: ['client', 'router', 'server'] },
    { from: 'client', flags: 'R', seenAt: ['client', 'router'], notAt: ['server'] },
  ],
  kernel: [
    { event: 'TcpExtTCPSYNChallenge', at: 'server' },
    { event: 'tcp_send_reset', at: 'client', says: 'reason=TCP_INVALID_ACK_SEQUENCE' },
  ],
};
