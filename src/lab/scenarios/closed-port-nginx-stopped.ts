/** A service that is not running: nothing listens on its port any more (nginx stopped with SIGQUIT, as systemd does). */
import { startNginx } from './_nginx.ts';
import type { Scenario } from './_scenario.ts';

export const scenario: Scenario = {
  id: 'closed-port-nginx-stopped',
  summary: 'A client (curl) gets its answer from nginx. Then nginx is stopped, and the next connection is refused.',
  versions: [4, 6],
  programs: ['nginx', 'curl'],
  run: async ({ client, server, seen, url }) => {
    const http = `server { listen ${server.urlAddress}:8080; return 200 "ok\\n"; }`;
    const nginx = await startNginx(server, 8080, http);
    const first = await client.curl([url(8080)]);
    await first.ended;
    await seen(client, 'F.');
    await seen(server, 'F.');
    await seen(client, '.');
    await nginx.kill('SIGQUIT');
    const second = await client.curl([url(8080)], { log: 'curl' });
    await second.ended;
    await seen(server, 'R.');
  },
  truths: [
    { clientPort: 50001, serverPort: 8080, cause: 'normal-close', by: 'client', how: 'fin' },
    { clientPort: 50002, serverPort: 8080, cause: 'closed-port', by: 'server', how: 'refused' },
  ],
  packets: [{ from: 'server', flags: 'R.', seenAt: ['client', 'router', 'server'] }],
  kernel: [
    { event: 'sched_process_exit', says: 'comm=nginx' },
    { event: 'tcp_send_reset', at: 'server', says: 'reason=NO_SOCKET' },
  ],
  logs: [
    { log: 'curl', says: /\(7\) Failed to connect/ },
    { log: 'nginx-error', says: /gracefully shutting down/ },
  ],
};
