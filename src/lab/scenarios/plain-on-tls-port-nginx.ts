/** nginx peeks at the first byte on a port with `ssl`: no TLS record, so 400 in plain HTTP (ngx_http_ssl_handshake). */
import { comeTogether } from './_last-words.ts';
import { startNginx, tlsSite } from './_nginx.ts';
import type { Scenario } from './_scenario.ts';
import { makeIdentity } from './_tls.ts';

export const scenario: Scenario = {
  id: 'plain-on-tls-port-nginx',
  summary:
    'curl speaks plain HTTP to a port on which nginx speaks TLS. nginx answers 400, "The plain HTTP request was sent to HTTPS port", and closes.',
  versions: [4, 6],
  programs: ['nginx', 'curl'],
  run: async (lab) => {
    const { client, server, seen, url, slowPath } = lab;
    await slowPath({ delay: 100 });
    await startNginx(server, 443, tlsSite(server, await makeIdentity(server), 'return 200 "ok\\n";'));
    const curl = await client.curl([url(443)]);
    await comeTogether(lab, curl, '400 Bad Request');
    await curl.ended;
    await seen(client, 'F.');
  },
  truths: [{ clientPort: 50001, serverPort: 443, cause: 'plain-on-tls-port', by: 'server', how: 'fin' }],
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  kernel: [{ event: 'inet_sock_set_state', at: 'server', says: 'oldstate=TCP_ESTABLISHED newstate=TCP_FIN_WAIT1' }],
  logs: [{ log: 'nginx-error', says: /client sent plain HTTP request to HTTPS port/ }],
};
