/** A server of messages of 64 bytes gets another and closes. It knows why; nothing on the wire says it. */
import type { Scenario } from './_scenario.ts';
import { everywhere } from './_sight.ts';

export const scenario: Scenario<string> = {
  id: 'protocol-error-message-size',
  summary:
    'A server answers a message of 64 bytes and closes the connection at one that is shorter: it is none of its protocol.',
  programs: ['gcc'],
  prepare: async ({ server }) => await server.compile('message-server.c'),
  run: async ({ client, server, seen }, program) => {
    await server.start(program, [server.address, '7011', 'close'], { listensOn: 7011, log: 'message-server' });
    const socket = await client.connect(server, 7011);
    await socket.send('x'.repeat(64));
    await socket.receive();
    await socket.send('x'.repeat(40));
    await seen(server, 'F.');
    await socket.close();
    await seen(client, 'F.');
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 7011,
      cause: 'protocol-error',
      by: 'server',
      how: 'fin',
      at: everywhere({ accept: ['closed-without-response'] }),
    },
  ],
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] }],

  logs: [{ log: 'message-server', says: /malformed message from \S+: 40 bytes, not 64/ }],
};
