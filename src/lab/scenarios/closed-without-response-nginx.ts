/** nginx is told to close without an answer (`return 444`), as many do with requests for names they do not have. */
import { startNginx } from './_nginx.ts';
import type { Scenario } from './_scenario.ts';

export const scenario: Scenario = {
  id: 'closed-without-response-nginx',
  summary: 'nginx has a rule to close without an answer, 444, and a request meets it.',
  versions: [4, 6],
  programs: ['nginx', 'curl'],
  run: async ({ client, server, seen, url }) => {
    await startNginx(server, 80, `server { listen ${server.urlAddress}:80; return 444; }`);
    const curl = await client.curl([url(80)]);
    await curl.printed(/Empty reply from server/);
    await seen(server, 'F.');
    await curl.ended;
  },
  truths: [{ clientPort: 50001, serverPort: 80, cause: 'closed-without-response', by: 'server', how: 'fin' }],
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  logs: [{ log: 'nginx-access', says: /"GET \/ HTTP\/1.1" 444 0/ }],
};
