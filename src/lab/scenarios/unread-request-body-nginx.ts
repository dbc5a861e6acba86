/**
 * nginx refuses what is larger than client_max_body_size by its Content-Length, and reads on for its lingering_time (30 seconds
 * where nobody has set it), so that the client can read the answer. Where that is over the client gets a reset.
 */
import { upload } from './_messages.ts';
import { startNginx } from './_nginx.ts';
import type { Scenario } from './_scenario.ts';

const FIRST = 1000;

export const scenario: Scenario = {
  id: 'unread-request-body-nginx',
  summary:
    'A client uploads more than nginx allows (client_max_body_size). nginx, which does not linger here (lingering_time 0), answers 413 when it has read the headers, and closes when more of the body comes, without reading it.',
  versions: [4, 6],
  programs: ['nginx'],
  run: async ({ client, server, seen }) => {
    const site = `listen ${server.urlAddress}:80; client_max_body_size 1k; lingering_time 0;`;
    await startNginx(server, 80, `server { ${site} }`);
    const request = upload(2000);
    const socket = await client.connect(server, 80);
    await socket.send(request.slice(0, FIRST));
    await seen(server, '.', { payload: '413' });
    await socket.send(request.slice(FIRST));
    await seen(server, 'R.');
  },
  truths: [{ clientPort: 50001, serverPort: 80, cause: 'unread-request-body', by: 'server', how: 'reset' }],
  packets: [{ from: 'server', flags: 'R.', seenAt: ['client', 'router', 'server'] }],
  kernel: [{ event: 'tcp_send_reset', at: 'server', says: 'reason=TCP_ABORT_ON_CLOSE' }],
  logs: [
    { log: 'nginx-error', says: /client intended to send too large body: 2000 bytes/ },
    { log: 'nginx-access', says: /"POST \/upload HTTP\/1\.1" 413/ },
  ],
};
