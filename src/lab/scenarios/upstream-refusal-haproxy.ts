/**
 * HAProxy in HTTP mode is refused by its server as often as it tries (`retries`) and answers 503. Its log says SC:
 * the server, or something on the way to it, refused (configuration.txt §8.5).
 */
import { startHaproxy } from './_haproxy.ts';
import type { Scenario } from './_scenario.ts';
import { everywhere } from './_sight.ts';

export const scenario: Scenario = {
  id: 'upstream-refusal-haproxy',
  summary:
    'HAProxy passes requests on to a server on which nobody listens. It is refused twice, answers 503 Service Unavailable; then the client closes.',
  versions: [4, 6],
  programs: ['haproxy', 'curl'],
  backend: true,
  run: async ({ client, server, backend, seen, url }) => {
    const listen = `listen web\n  bind ${server.address}:8080\n  server only ${backend.address}:9000\n`;
    await startHaproxy(server, 8080, listen, 'retries 1');
    await (await client.curl([url(8080)])).ended;
    await seen(client, 'F.');
    await seen(server, 'F.');
    await seen(client, '.');
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 8080,
      cause: 'upstream-refusal',
      by: 'client',
      how: 'fin',
      // The answer is complete, and "503" alone does not say what went wrong behind HAProxy.
      at: everywhere({ accept: ['normal-close'] }),
    },
  ],
  packets: [{ from: 'client', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  kernel: [{ event: 'tcp_send_reset', at: 'backend', says: 'reason=NO_SOCKET' }],
  logs: [{ log: 'haproxy', says: / 503 \d+ - - SC-- / }],
};
