/** nginx takes a ClientHello for a request with an invalid method: 400, and the log says so (ngx_http_parse_request_line). */
import { comeTogether } from './_last-words.ts';
import { startNginx } from './_nginx.ts';
import type { Scenario } from './_scenario.ts';

export const scenario: Scenario = {
  id: 'tls-on-plain-port-nginx',
  summary:
    "curl speaks TLS to nginx's port 80, which speaks plain HTTP. nginx answers the ClientHello with 400 and closes; curl says that the version number is wrong.",
  versions: [4, 6],
  programs: ['nginx', 'curl'],
  run: async (lab) => {
    const { client, server, url, slowPath } = lab;
    await slowPath({ delay: 100 });
    await startNginx(server, 80, `server { listen ${server.urlAddress}:80; return 200 "ok\\n"; }`);
    const curl = await client.curl(['--insecure', url(80, '/', 'https')], { log: 'curl' });
    await comeTogether(lab, curl, '400 Bad Request');
    await curl.ended;
  },
  truths: [{ clientPort: 50001, serverPort: 80, cause: 'tls-on-plain-port', by: 'server', how: 'fin' }],
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  logs: [
    { log: 'nginx-error', says: /client sent invalid method while reading client request line/ },
    { log: 'curl', says: /wrong version number/ },
  ],
};
