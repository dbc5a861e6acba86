/**
 * A backend dies while it answers. nginx has sent its promise (Content-Length) on and can only close: "upstream prematurely
 * closed connection" (ngx_http_upstream_process_upstream in ngx_http_upstream.c).
 */
import { REQUEST } from './_messages.ts';
import { startNginx } from './_nginx.ts';
import type { Scenario } from './_scenario.ts';

const PROMISE = 'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n';

export const scenario: Scenario = {
  id: 'truncated-response-nginx',
  summary:
    'nginx passes a request on to a backend, which promises 1000 bytes, sends 200 and is gone. nginx has passed on the promise and the 200 bytes, and closes: towards the client it is nginx that breaks off.',
  versions: [4, 6],
  backend: true,
  programs: ['nginx', 'curl'],
  run: async ({ client, server, backend, seen, url }) => {
    const site = `listen ${server.urlAddress}:80; location / { proxy_pass http://${backend.urlAddress}:8080; }`;
    await startNginx(server, 80, `server { ${site} }`);
    const listener = await backend.listen(8080);
    const curl = await client.curl([url(80)], { log: 'curl' });
    const accepted = await listener.accept();
    await accepted.receiveExactly(REQUEST.length);
    await accepted.send(PROMISE + 'x'.repeat(200));
    await seen(server, '.', { payload: 'x'.repeat(200) });
    await accepted.reset();
    await curl.ended;
    await seen(server, 'F.');
    await seen(client, 'F.');
  },
  truths: [{ clientPort: 50001, serverPort: 80, cause: 'truncated-response', by: 'server', how: 'fin' }],
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  kernel: [{ event: 'inet_sock_set_state', at: 'server', says: 'newstate=TCP_FIN_WAIT1 comm=nginx' }],
  logs: [
    { log: 'nginx-error', says: /readv\(\) failed \(104: Connection reset by peer\) while reading upstream/ },
    { log: 'curl', says: /end of response with 800 bytes missing/ },
  ],
};
