/** As protocol-error-message-size, with a server that resets (SO_LINGER of zero) where it does not like what it gets. */
import type { Scenario } from './_scenario.ts';
import { everywhere } from './_sight.ts';

export const scenario: Scenario<string> = {
  id: 'protocol-error-message-size-reset',
  summary:
    'A server answers a message of 64 bytes and resets the connection at one that is shorter: it is none of its protocol.',
  programs: ['gcc'],
  prepare: async ({ server }) => await server.compile('message-server.c'),
  run: async ({ client, server, seen }, program) => {
    await server.start(program, [server.address, '7011', 'reset'], { listensOn: 7011, log: 'message-server' });
    const socket = await client.connect(server, 7011);
    await socket.send('x'.repeat(64));
    await socket.receive();
    await socket.send('x'.repeat(40));
    await seen(server, 'R.');
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 7011,
      cause: 'protocol-error',
      by: 'server',
      how: 'reset',
      at: everywhere({ accept: ['abortive-close', 'unread-data-at-close'] }),
    },
  ],
  packets: [{ from: 'server', flags: 'R.', seenAt: ['client', 'router', 'server'] }],
  kernel: [{ event: 'tcp_send_reset', at: 'server', says: 'reason=TCP_STATE' }],
  logs: [{ log: 'message-server', says: /malformed message from \S+: 40 bytes, not 64/ }],
};
