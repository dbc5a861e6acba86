/**
 * nginx's send_timeout (60 seconds where nobody has set it) bounds the time between two writes to a client. With
 * reset_timedout_connection it aborts; without, what it had not sent would keep the kernel waiting (nginx documentation).
 */
import { REQUEST } from './_messages.ts';
import { startNginx } from './_nginx.ts';
import type { Scenario } from './_scenario.ts';

/** A window of a few hundred bytes. */
const SMALL = { SO_RCVBUF: 2304 };

export const scenario: Scenario = {
  id: 'zero-window-stall-nginx',
  summary:
    'A client asks nginx for a file and does not read the answer. The window is full, nothing can be written for two seconds (send_timeout), and nginx resets the connection (reset_timedout_connection).',
  versions: [4, 6],
  programs: ['nginx'],
  run: async ({ client, server, seen }) => {
    const root = server.folder('htdocs');
    server.file('htdocs/large', 'x'.repeat(60_000));
    const limits = 'send_timeout 2s; reset_timedout_connection on;';
    const site = `listen ${server.urlAddress}:80 sndbuf=8k; root ${root}; ${limits}`;
    await startNginx(server, 80, `server { ${site} }`);
    const socket = await client.connect(server, 80, { options: SMALL });
    await socket.send(REQUEST.replace('GET /', 'GET /large'));
    await seen(server, 'R.');
  },
  truths: [{ clientPort: 50001, serverPort: 80, cause: 'zero-window-stall', by: 'server', how: 'reset' }],
  packets: [{ from: 'server', flags: 'R.', seenAt: ['client', 'router', 'server'] }],
  kernel: [
    { event: 'TcpExtTCPWinProbe', at: 'server' },
    { event: 'tcp_send_reset', at: 'server', says: 'answers=nothing socket=there' },
  ],
  logs: [
    { log: 'nginx-error', says: /client timed out \(110: Connection timed out\) while sending response to client/ },
  ],
};
