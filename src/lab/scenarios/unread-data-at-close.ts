/** A server closes before it has read everything: its kernel says by a reset that data was lost (RFC 1122 §4.2.2.13). */
import type { Scenario } from './_scenario.ts';

export const scenario: Scenario = {
  id: 'unread-data-at-close',
  summary:
    'A server reads the first eight bytes of what the client sent and closes. Its kernel resets the connection, because bytes that it had acknowledged were never read.',
  versions: [4, 6],
  run: async ({ client, server, seen }) => {
    const listener = await server.listen(7004);
    const socket = await client.connect(server, 7004);
    const accepted = await listener.accept();
    await socket.send('x'.repeat(20));
    await seen(server, '.');
    await accepted.receiveExactly(8);
    await accepted.close();
    await seen(server, 'R.');
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 7004,
      cause: 'unread-data-at-close',
      by: 'server',
      how: 'reset',
    },
  ],
  packets: [{ from: 'server', flags: 'R.', seenAt: ['client', 'router', 'server'] }],
  kernel: [{ event: 'tcp_send_reset', at: 'server', says: 'reason=TCP_ABORT_ON_CLOSE' }],
};
