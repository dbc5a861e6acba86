/** nginx refuses what is larger than client_max_body_size by its Content-Length; with lingering_close off it then just closes. */
import { upload } from './_messages.ts';
import { startNginx } from './_nginx.ts';
import type { Scenario } from './_scenario.ts';

export const scenario: Scenario = {
  id: 'unread-request-body-nginx',
  summary:
    'A client uploads more than nginx allows (client_max_body_size). nginx, whose lingering_close is off, answers 413 when it has read the headers and closes with the body unread.',
  versions: [4, 6],
  programs: ['nginx'],
  run: async ({ client, server, seen }) => {
    const site = `listen ${server.urlAddress}:80; client_max_body_size 1k; lingering_close off;`;
    await startNginx(server, 80, `server { ${site} }`);
    const socket = await client.connect(server, 80);
    await socket.send(upload(8000));
    await seen(server, 'R.');
  },
  truths: [{ clientPort: 50001, serverPort: 80, cause: 'unread-request-body', by: 'server', how: 'reset' }],
  packets: [{ from: 'server', flags: 'R.', seenAt: ['client', 'router', 'server'] }],
  kernel: [{ event: 'tcp_send_reset', at: 'server', says: 'reason=TCP_ABORT_ON_CLOSE comm=nginx' }],
  logs: [
    { log: 'nginx-error', says: /client intended to send too large body: 8000 bytes/ },
    { log: 'nginx-access', says: /"POST \/upload HTTP\/1\.1" 413/ },
  ],
};
