/** A Node client resets a connection that it no longer wants: socket.resetAndDestroy(), SO_LINGER of zero in libuv. */
import type { Scenario } from './_scenario.ts';
import { everywhere } from './_sight.ts';

export const scenario: Scenario = {
  id: 'client-abort-node-reset',
  summary: 'A Node client waits a third of a second for the answer of a Node server and then resets the connection.',
  versions: [4, 6],
  run: async ({ client, server, seen }) => {
    await server.startOwn('http-server.mjs', [server.address, '80'], { listensOn: 80 });
    const where = [server.address, '80', String(client.takePort())];
    const node = await client.startOwn('http-client.mjs', [...where, '/slow', '340', 'reset'], { log: 'client' });
    await node.printed(/error ECONNRESET/);
    await seen(client, 'R.');
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 80,
      cause: 'client-abort',
      by: 'client',
      how: 'reset',
      at: everywhere({ accept: ['abortive-close', 'client-timeout'] }),
    },
  ],
  packets: [{ from: 'client', flags: 'R.', seenAt: ['client', 'router', 'server'] }],
  kernel: [{ event: 'tcp_send_reset', at: 'client', says: 'reason=TCP_STATE' }],
  logs: [{ log: 'client', says: /error ECONNRESET/ }],
};
