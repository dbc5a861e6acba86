/** A Node client destroys a request that it no longer wants (AbortController, request.destroy()): close(2) and a FIN. */
import type { Scenario } from './_scenario.ts';
import { everywhere } from './_sight.ts';

export const scenario: Scenario = {
  id: 'client-abort-node',
  summary: 'A Node client waits a third of a second for the answer of a Node server and then destroys the request.',
  versions: [4, 6],
  run: async ({ client, server, seen }) => {
    await server.startOwn('http-server.mjs', [server.address, '80'], { listensOn: 80 });
    const where = [server.address, '80', String(client.takePort())];
    const node = await client.startOwn('http-client.mjs', [...where, '/slow', '340', 'destroy'], { log: 'client' });
    await node.printed(/error ECONNRESET/);
    await seen(client, 'F.');
    await seen(server, 'F.');
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 80,
      cause: 'client-abort',
      by: 'client',
      how: 'fin',
      at: everywhere({ accept: ['client-timeout'] }),
    },
  ],
  packets: [{ from: 'client', flags: 'F.', seenAt: ['client', 'router', 'server'] }],

  logs: [{ log: 'client', says: /error ECONNRESET/ }],
};
