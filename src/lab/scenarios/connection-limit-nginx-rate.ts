/**
 * limit_req with limit_req_status 444: nginx answers one request of a connection and closes on the next, which came too soon
 * (ngx_http_limit_req_module).
 */
import { REQUEST, SECOND_REQUEST } from './_messages.ts';
import { startNginx } from './_nginx.ts';
import type { Scenario } from './_scenario.ts';
import { everywhere } from './_sight.ts';

export const scenario: Scenario = {
  id: 'connection-limit-nginx-rate',
  summary:
    'nginx allows a client one request in a minute. The second, on the same connection, is read and not answered: nginx closes (status 444).',
  versions: [4, 6],
  programs: ['nginx'],
  run: async ({ client, server, seen }) => {
    const http = `limit_req_zone $binary_remote_addr zone=clients:1m rate=1r/m;
  server {
    listen ${server.urlAddress}:80;
    root ${server.folder('site')};
    limit_req zone=clients;
    limit_req_status 444;
  }`;
    server.file('site/index.html', 'ok\n');
    await startNginx(server, 80, http);
    const socket = await client.connect(server, 80);
    await socket.send(REQUEST);
    await socket.receive();
    await socket.send(SECOND_REQUEST);
    await socket.receiveAll();
    await socket.close();
    await seen(client, 'F.');
    await seen(server, '.');
  },
  truths: [
    {
      clientPort: 50001,
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
    { log: 'nginx-error', says: /limiting requests, excess: .* by zone "clients"/ },
    { log: 'nginx-access', says: / 444 0 / },
  ],
};
