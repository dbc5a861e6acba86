/** A request line is longer than nginx has room for (large_client_header_buffers): 414, URI Too Long (RFC 9110 §15.5.15). */

import { comeTogether } from './_last-words.ts';
import { startNginx } from './_nginx.ts';
import type { Scenario } from './_scenario.ts';

export const scenario: Scenario = {
  id: 'request-too-large-uri',
  summary: 'A client asks for a path that is longer than nginx takes. nginx answers 414 and closes.',
  programs: ['nginx', 'curl'],
  run: async (lab) => {
    const { client, server, slowPath, url } = lab;
    await slowPath({ delay: 100 });
    const room = 'client_header_buffer_size 512; large_client_header_buffers 2 1k;';
    await startNginx(server, 80, `server { listen ${server.urlAddress}:80; ${room} }`);
    const curl = await client.curl([url(80, `/?q=${'x'.repeat(1200)}`)]);
    await comeTogether(lab, curl, '414 Request-URI');
    await curl.ended;
  },
  truths: [{ clientPort: 50001, serverPort: 80, cause: 'request-too-large', by: 'server', how: 'fin' }],
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  logs: [{ log: 'nginx-error', says: /client sent too long URI/ }],
};
