/**
 * A client sends half a request and no more. nginx waits for the rest (client_header_timeout) and closes without a word
 * (ngx_http_process_request_headers: NGX_HTTP_REQUEST_TIME_OUT sends nothing before there is a request).
 */
import { startNginx } from './_nginx.ts';
import type { Scenario } from './_scenario.ts';
import { everywhere } from './_sight.ts';

export const scenario: Scenario = {
  id: 'request-timeout-nginx',
  summary:
    'A client sends the first half of a request. nginx waits two seconds for the rest, and closes without a word.',
  programs: ['nginx'],
  run: async ({ client, server, seen }) => {
    await startNginx(server, 80, `server { listen ${server.urlAddress}:80; client_header_timeout 2s; }`);
    const socket = await client.connect(server, 80);
    await socket.send('GET / HTTP/1.1\r\nHost: server.exam');
    await seen(server, 'F.');
    await socket.close();
    await seen(client, 'F.');
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 80,
      cause: 'request-timeout',
      by: 'server',
      how: 'fin',
      at: everywhere({ accept: ['closed-without-response'] }),
    },
  ],
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  logs: [{ log: 'nginx-error', says: /client timed out .*while reading client request headers/ }],
};
