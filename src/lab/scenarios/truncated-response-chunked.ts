/**
 * What a Node server streams fails in the middle. `pipeline` destroys the response, and Node closes the connection without
 * the last chunk: that is how a client knows that the answer is not whole (RFC 9112 §8).
 */
import type { Scenario } from './_scenario.ts';

export const scenario: Scenario = {
  id: 'truncated-response-chunked',
  summary:
    'A Node server sends its answer in chunks. What it reads from fails behind the first of them, and Node closes without the last one.',
  versions: [4, 6],
  programs: ['curl'],
  run: async ({ client, server, seen, url }) => {
    await server.startOwn('http-server.mjs', [server.address, '3000'], { listensOn: 3000, log: 'node' });
    const curl = await client.curl([url(3000, '/broken')]);
    await curl.printed(/outstanding read data remaining|transfer closed/);
    await seen(client, 'F.');
    await seen(server, '.');
  },
  truths: [{ clientPort: 50001, serverPort: 3000, cause: 'truncated-response', by: 'server', how: 'fin' }],
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  kernel: [{ event: 'tcp_send_reset', absent: true }],
  logs: [{ log: 'node', says: /the database is gone/ }],
};
