/** HAProxy's `timeout http-keep-alive`: how long it waits for another request (configuration.txt §4.2). */
import { startHaproxy } from './_haproxy.ts';
import { leaveIdle } from './_idle-client.ts';
import type { Scenario } from './_scenario.ts';

export const scenario: Scenario = {
  id: 'server-idle-timeout-haproxy',
  summary:
    'HAProxy closes a connection on which no further request has come for its "timeout http-keep-alive", here two seconds, and the client closes too.',
  versions: [4, 6],
  programs: ['haproxy'],
  run: async (lab) => {
    const frontend = `frontend web
  bind ${lab.server.address}:80
  timeout http-keep-alive 2s
  http-request return status 200 content-type text/plain string ok`;
    await startHaproxy(lab.server, 80, frontend);
    await leaveIdle(lab, 80);
  },
  truths: [{ clientPort: 50001, serverPort: 80, cause: 'server-idle-timeout', by: 'server', how: 'fin' }],
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  kernel: [{ event: 'inet_sock_set_state', at: 'server', says: 'oldstate=TCP_ESTABLISHED newstate=TCP_FIN_WAIT1' }],
  logs: [{ log: 'haproxy', says: /"GET \/ HTTP\/1\.1"/ }],
};
