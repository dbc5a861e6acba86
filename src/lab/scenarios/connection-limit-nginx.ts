/**
 * limit_conn with limit_conn_status 444: nginx closes without a byte what is one connection too many (ngx_http_limit_conn_
 * module; 444 is NGX_HTTP_CLOSE).
 */
import { REQUEST } from './_messages.ts';
import { startNginx } from './_nginx.ts';
import type { Scenario } from './_scenario.ts';
import { everywhere } from './_sight.ts';

export const scenario: Scenario = {
  id: 'connection-limit-nginx',
  summary:
    'nginx allows a client one connection with a request in work. The second request, on another connection, is read, and the connection closed without an answer (status 444).',
  versions: [4, 6],
  programs: ['nginx'],
  run: async ({ client, server, seen }) => {
    const upstream = await server.listen(9000);
    const http = `limit_conn_zone $binary_remote_addr zone=clients:1m;
  server {
    listen ${server.urlAddress}:80;
    limit_conn clients 1;
    limit_conn_status 444;
    location / { proxy_pass http://${server.urlAddress}:9000; }
  }`;
    await startNginx(server, 80, http);
    const first = await client.connect(server, 80);
    await first.send(REQUEST);
    await upstream.accept();
    const second = await client.connect(server, 80);
    await second.send(REQUEST);
    await second.receiveAll();
    await second.close();
    await seen(client, 'F.');
    await seen(server, '.');
  },
  truths: [
    {
      clientPort: 50002,
      serverPort: 80,
      cause: 'connection-limit',
      by: 'server',
      how: 'fin',
      at: everywhere({ accept: ['closed-without-response', 'process-crash', 'worker-recycling'] }),
    },
  ],
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  kernel: [{ event: 'tcp_send_reset', absent: true }],
  logs: [
    { log: 'nginx-error', says: /limiting connections by zone "clients"/ },
    { log: 'nginx-access', says: / 444 0 / },
  ],
};
