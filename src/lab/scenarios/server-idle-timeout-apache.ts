/** Apache's KeepAliveTimeout: 5 seconds where nobody has set it (server/mpm/event/event.c, process_keepalive_queue). */
import { startApache } from './_apache.ts';
import { leaveIdle } from './_idle-client.ts';
import type { Scenario } from './_scenario.ts';

export const scenario: Scenario = {
  id: 'server-idle-timeout-apache',
  summary:
    'Apache closes a connection on which no further request has come for its KeepAliveTimeout, here two seconds, and the client closes too.',
  versions: [4, 6],
  programs: ['apache2'],
  run: async (lab) => {
    await startApache(lab.server, 'KeepAlive On\nKeepAliveTimeout 2');
    await leaveIdle(lab, 80, ['GET /index.html HTTP/1.1\r\nHost: server.example\r\n\r\n']);
  },
  truths: [{ clientPort: 50001, serverPort: 80, cause: 'server-idle-timeout', by: 'server', how: 'fin' }],
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  kernel: [
    { event: 'inet_sock_set_state', at: 'server', says: 'oldstate=TCP_ESTABLISHED newstate=TCP_FIN_WAIT1' },
    { event: 'tcp_send_reset', absent: true },
  ],
  logs: [{ log: 'apache-access', says: /"GET \/index\.html HTTP\/1\.1" 200/ }],
};
