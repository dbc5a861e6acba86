/**
 * nginx is told to end (`nginx -s quit`, SIGQUIT): it listens no more and closes every connection on which it waits for a
 * request, however long it has waited (ngx_close_idle_connections).
 */
import { ask } from './_idle-client.ts';
import { REQUEST } from './_messages.ts';
import { startNginx } from './_nginx.ts';
import type { Scenario, Truth } from './_scenario.ts';
import { everywhere } from './_sight.ts';

const truth: Truth = {
  serverPort: 80,
  cause: 'graceful-shutdown',
  by: 'server',
  how: 'fin',
  // An nginx that is killed closes them at once, too. Each connection by itself looks as if its own time had come: only that
  // they had been idle for different times, and that nobody listens behind, tells.
  at: everywhere({ accept: ['process-crash', 'server-idle-timeout', 'normal-close'] }),
};

export const scenario: Scenario = {
  id: 'graceful-shutdown-nginx',
  summary:
    'Two connections have been idle, one for longer than the other, when nginx is told to quit. It closes both in the same moment, and whoever comes then is refused.',
  versions: [4, 6],
  programs: ['nginx'],
  run: async (lab) => {
    const { client, server, fails, pass, seen } = lab;
    const nginx = await startNginx(server, 80, `server { listen ${server.urlAddress}:80; return 200 ok; }`);
    const first = await ask(lab, 80, [REQUEST]);
    await pass(0.7);
    const second = await ask(lab, 80, [REQUEST]);
    await pass(0.3);
    await nginx.kill('SIGQUIT');
    await first.receiveAll();
    await second.receiveAll();
    await fails(client.connect(server, 80), 'ECONNREFUSED');
    await first.close();
    await second.close();
    await seen(client, 'F.', { sourcePort: first.port });
    await seen(client, 'F.', { sourcePort: second.port });
  },
  truths: [
    { ...truth, clientPort: 50001 },
    { ...truth, clientPort: 50002 },
    { clientPort: 50003, serverPort: 80, cause: 'closed-port', by: 'server', how: 'refused' },
  ],
  packets: [
    { from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] },
    { from: 'server', flags: 'R.', seenAt: ['client', 'router', 'server'] },
  ],
  kernel: [
    { event: 'sched_process_exit', says: 'comm=nginx' },
    { event: 'tcp_send_reset', at: 'server', says: 'reason=NO_SOCKET' },
  ],
  logs: [{ log: 'nginx-error', says: /signal 3 \(SIGQUIT\) received.*shutting down/ }],
};
