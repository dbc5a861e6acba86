/**
 * nginx waits for the server behind it when its own client gives up: status 499, "client prematurely closed connection, so
 * upstream connection is closed too" (ngx_http_upstream.c, ngx_http_upstream_check_broken_connection).
 */
import { startNginx } from './_nginx.ts';
import type { Scenario } from './_scenario.ts';
import { everywhere } from './_sight.ts';

export const scenario: Scenario = {
  id: 'client-timeout-nginx',
  summary:
    'The server behind nginx does not answer. After one second the client (curl --max-time 1) closes, and nginx notes 499.',
  versions: [4, 6],
  backend: true,
  programs: ['nginx', 'curl'],
  run: async ({ client, server, backend, seen, url }) => {
    const listener = await backend.listen(9000);
    const behind = `location / { proxy_pass http://${backend.urlAddress}:9000; }`;
    const nginx = await startNginx(server, 8080, `server { listen ${server.urlAddress}:8080; ${behind} }`);
    const curl = await client.curl(['--max-time', '1', url(8080)], { log: 'curl' });
    const accepted = await listener.accept();
    await accepted.receive();
    await curl.ended;
    await seen(client, 'F.');
    await seen(server, 'F.');
    await seen(client, '.');
    await nginx.printed(/prematurely closed/);
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 8080,
      cause: 'client-timeout',
      by: 'client',
      how: 'fin',
      // A user may press Ctrl-C after one second, too.
      at: everywhere({ accept: ['client-abort'] }),
    },
  ],
  packets: [
    { from: 'client', flags: 'F.', seenAt: ['client', 'router', 'server'] },
    { from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] },
  ],
  kernel: [
    { event: 'inet_sock_set_state', at: 'client', says: 'oldstate=TCP_ESTABLISHED newstate=TCP_FIN_WAIT1' },
    { event: 'sched_process_exit', says: 'comm=curl' },
  ],
  logs: [
    { log: 'curl', says: /\(28\) Operation timed out after 1\d{3} milliseconds/ },
    { log: 'nginx-access', says: /"GET \/ HTTP\/1\.1" 499 0/ },
    { log: 'nginx-error', says: /client prematurely closed connection, so upstream connection is closed too/ },
  ],
};
