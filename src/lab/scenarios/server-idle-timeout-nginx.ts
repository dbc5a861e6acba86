/** nginx's keepalive_timeout: 75 seconds where nobody has set it (ngx_http_keepalive_handler in ngx_http_request.c). */
import { leaveIdle } from './_idle-client.ts';
import { startNginx } from './_nginx.ts';
import type { Scenario } from './_scenario.ts';

export const scenario: Scenario = {
  id: 'server-idle-timeout-nginx',
  summary:
    'nginx closes a connection on which no further request has come for its keepalive_timeout, here two seconds, and the client closes too.',
  versions: [4, 6],
  programs: ['nginx'],
  run: async (lab) => {
    const { server } = lab;
    const site = `listen ${server.urlAddress}:80; keepalive_timeout 2s; return 200 "ok\\n";`;
    await startNginx(server, 80, `server { ${site} }`);
    await leaveIdle(lab, 80);
  },
  truths: [{ clientPort: 50001, serverPort: 80, cause: 'server-idle-timeout', by: 'server', how: 'fin' }],
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  kernel: [
    { event: 'inet_sock_set_state', at: 'server', says: 'oldstate=TCP_ESTABLISHED newstate=TCP_FIN_WAIT1' },
    { event: 'tcp_send_reset', absent: true },
  ],
  logs: [{ log: 'nginx-access', says: /"GET \/ HTTP\/1\.1" 200/ }],
};
