/**
 * The server behind HAProxy does not answer SYNs within `timeout connect`, as often as HAProxy tries (`retries`): it answers
 * 503, and its log says sC, a time-out while connecting (configuration.txt §8.5).
 */
import { startHaproxy } from './_haproxy.ts';
import type { Scenario } from './_scenario.ts';
import { everywhere } from './_sight.ts';

export const scenario: Scenario = {
  id: 'upstream-timeout-haproxy',
  summary:
    'The SYNs of HAProxy to its server are dropped on the way. After its "timeout connect", here half a second, it answers 503 Service Unavailable; then the client closes.',
  programs: ['haproxy', 'curl'],
  backend: true,
  prepare: async ({ server, backend }) => {
    await backend.firewall('input', 'tcp dport 9000 drop');
    const listen = `listen web\n  bind ${server.address}:8080\n  server only ${backend.address}:9000\n`;
    await startHaproxy(server, 8080, listen, 'timeout connect 500ms\n  retries 0');
  },
  run: async ({ client, server, seen, url }) => {
    await (await client.curl([url(8080)])).ended;
    await seen(client, 'F.');
    await seen(server, 'F.');
    await seen(client, '.');
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 8080,
      cause: 'upstream-timeout',
      by: 'client',
      how: 'fin',
      // The answer is complete, and "503" alone does not say what went wrong behind HAProxy.
      at: everywhere({ accept: ['normal-close', 'upstream-refusal'] }),
    },
  ],
  packets: [{ from: 'client', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  kernel: [{ event: 'inet_sock_set_state', at: 'server', says: 'oldstate=TCP_SYN_SENT newstate=TCP_CLOSE' }],
  logs: [{ log: 'haproxy', says: / 503 \d+ - - sC-- / }],
};
