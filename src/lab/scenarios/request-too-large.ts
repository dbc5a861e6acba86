/** A header is larger than nginx has room for (large_client_header_buffers): 400, "Request Header Or Cookie Too Large". */

import { comeTogether } from './_last-words.ts';
import { startNginx } from './_nginx.ts';
import type { Scenario } from './_scenario.ts';

export const scenario: Scenario = {
  id: 'request-too-large',
  summary: 'A browser sends a cookie that has grown larger than nginx takes. nginx answers 400, says so, and closes.',
  versions: [4, 6],
  programs: ['nginx', 'curl'],
  run: async (lab) => {
    const { client, server, slowPath, url } = lab;
    await slowPath({ delay: 100 });
    const room = 'client_header_buffer_size 512; large_client_header_buffers 2 1k;';
    await startNginx(server, 80, `server { listen ${server.urlAddress}:80; ${room} }`);
    const curl = await client.curl(['--cookie', `session=${'x'.repeat(1200)}`, url(80)]);
    await comeTogether(lab, curl, 'Request Header Or Cookie');
    await curl.ended;
  },
  truths: [{ clientPort: 50001, serverPort: 80, cause: 'request-too-large', by: 'server', how: 'fin' }],
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  logs: [{ log: 'nginx-error', says: /client sent too long header line/ }],
};
