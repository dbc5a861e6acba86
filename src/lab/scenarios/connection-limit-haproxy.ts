/**
 * HAProxy holds a request back while its server has as many connections as `maxconn` of the server line allows, and answers
 * 503 when `timeout queue` is over. Its log says sQ (configuration.txt §8.5).
 */
import { startHaproxy } from './_haproxy.ts';
import { LAST_REQUEST, REQUEST } from './_messages.ts';
import type { Scenario } from './_scenario.ts';
import { everywhere } from './_sight.ts';

export const scenario: Scenario = {
  id: 'connection-limit-haproxy',
  summary:
    'HAProxy may have one connection to its server, and a slow request has it. The next request waits a second in the queue and is answered 503 Service Unavailable.',
  versions: [4, 6],
  programs: ['haproxy'],
  backend: true,
  run: async ({ client, server, backend, seen }) => {
    const sections = `listen web
  bind ${server.address}:8080
  server only ${backend.address}:9000 maxconn 1`;
    await startHaproxy(server, 8080, sections, 'timeout queue 1s');
    const listener = await backend.listen(9000);
    const slow = await client.connect(server, 8080);
    await slow.send(REQUEST);
    await (await listener.accept()).receiveExactly(REQUEST.length);
    const socket = await client.connect(server, 8080);
    await socket.send(LAST_REQUEST);
    await socket.receiveAll();
    await socket.close();
    await seen(client, 'F.');
    await seen(server, '.');
  },
  truths: [
    {
      clientPort: 50002,
      serverPort: 8080,
      cause: 'connection-limit',
      by: 'server',
      how: 'fin',
      // 503 does not say which limit, or whether the server behind is down.
      at: everywhere({ accept: ['normal-close', 'upstream-refusal', 'graceful-shutdown'] }),
    },
  ],
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  logs: [{ log: 'haproxy', says: / 503 .* sQ/ }],
};
