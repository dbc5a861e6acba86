/**
 * A forwarder accepts every connection and then finds nobody behind it: to the client, a service that hangs up at once. So
 * does docker-proxy where the container's program listens on 127.0.0.1 alone.
 */
import { CLOSED_AT_ONCE, startForwarder } from './_forwarder.ts';
import type { Scenario } from './_scenario.ts';
import { everywhere } from './_sight.ts';

export const scenario: Scenario = {
  id: 'forwarder-without-backend',
  summary:
    'socat forwards to a port where nobody listens. It accepts the connection, is refused behind, and closes before the client has said a word.',
  versions: [4, 6],
  programs: ['socat'],
  run: async ({ client, server, seen }) => {
    await startForwarder(server, 8080, 9000);
    const socket = await client.connect(server, 8080);
    await socket.receiveAll();
    await socket.close();
    await seen(client, 'F.');
    await seen(server, '.');
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 8080,
      cause: 'forwarder-without-backend',
      by: 'server',
      how: 'fin',
      at: everywhere({ accept: CLOSED_AT_ONCE }),
    },
  ],
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  logs: [{ log: 'socat', says: /Connection refused/ }],
};
