/**
 * A firewall that randomises sequence numbers forgets those of resets. The server aborts, but its reset has a number that
 * is nowhere near what the client waits for, so the client drops it (RFC 9293 §3.5.3), and those that answer what it repeats
 * as well.
 */
import { connect, exchange } from './_connection.ts';
import { SECOND_REQUEST } from './_messages.ts';
import type { Scenario } from './_scenario.ts';

export const scenario: Scenario = {
  id: 'sequence-rewriting-reset',
  summary:
    'A firewall gives the client other sequence numbers than those of the server, but not in resets. The server resets, the client cannot believe it, and asks in vain until it gives up.',
  versions: [4, 6],
  run: async (lab) => {
    const { server, seen, fails, slowPath } = lab;
    await slowPath({ shift: 0x1234_5678, unshifted: ['resets'] });
    const connection = await connect(lab, 8080, { options: { TCP_USER_TIMEOUT: 1500 } });
    await exchange(connection);
    await connection.server.reset();
    await seen(server, 'R.');
    await connection.client.send(SECOND_REQUEST);
    await seen(server, 'R');
    await fails(connection.client.receive(), 'ETIMEDOUT');
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 8080,
      cause: 'sequence-rewriting',
      by: 'middlebox',
      how: 'timeout',
      at: {
        // The first reset on the wire is taken for the end, although the client ignores it.
        client: { how: 'reset' },
        both: { how: 'reset' },
        // The server did abort, and before the firewall its reset is as it should be.
        server: { accept: ['abortive-close'], by: 'server', how: 'reset' },
        router: { accept: ['abortive-close'], by: 'server', how: 'reset' },
      },
    },
  ],
  packets: [
    { from: 'server', flags: 'R.', seenAt: ['client', 'router', 'server'] },
    { from: 'server', flags: 'R', seenAt: ['client', 'router', 'server'] },
  ],
  kernel: [
    { event: 'tcp_send_reset', at: 'server', says: 'answers=nothing' },
    { event: 'tcp_receive_reset', at: 'client', absent: true },
    { event: 'TcpExtTCPAbortOnTimeout', at: 'client' },
  ],
};
