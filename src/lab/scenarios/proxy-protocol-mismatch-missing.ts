/**
 * nginx expects the PROXY protocol (`listen … proxy_protocol`), and a client comes without a proxy: nginx reads its request,
 * finds no `PROXY` at its begin and closes (ngx_http_wait_request_handler, ngx_proxy_protocol_read).
 */
import { startNginx } from './_nginx.ts';
import type { Scenario } from './_scenario.ts';
import { everywhere } from './_sight.ts';

export const scenario: Scenario = {
  id: 'proxy-protocol-mismatch-missing',
  summary:
    'nginx expects a line of the PROXY protocol first, and a client that came past the load balancer sends its request at once. nginx closes without a word.',
  versions: [4, 6],
  programs: ['nginx', 'curl'],
  run: async ({ client, server, seen, url }) => {
    await startNginx(server, 80, `server { listen ${server.urlAddress}:80 proxy_protocol; }`);
    const curl = await client.curl([url(80)]);
    await seen(server, 'F.');
    await curl.ended;
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 80,
      cause: 'proxy-protocol-mismatch',
      by: 'server',
      how: 'fin',
      at: everywhere({ accept: ['closed-without-response'] }),
    },
  ],
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  logs: [{ log: 'nginx-error', says: /broken header: "GET .*while reading PROXY protocol/s }],
};
