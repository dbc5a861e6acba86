/**
 * nginx is told to speak TLS with a server that does not (`proxy_pass https://` to a plain port): "wrong version number"
 * while SSL handshaking to upstream. Its client gets 502; the connection between the two is what is recorded.
 */
import { startNginx } from './_nginx.ts';
import type { Scenario } from './_scenario.ts';

const BAD_REQUEST = 'HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n';

export const scenario: Scenario = {
  id: 'tls-on-plain-port-proxy',
  summary:
    'A proxy, nginx, speaks TLS to a port of an HTTP server that does not speak it. The server answers the ClientHello with 400 Bad Request in plain text, and nginx closes.',
  versions: [4, 6],
  programs: ['nginx', 'curl'],
  prepare: async ({ client, server }) => {
    const bind = `proxy_bind ${client.urlAddress}:50001;`;
    const location = `location / { proxy_pass https://${server.urlAddress}:8080; ${bind} }`;
    await startNginx(client, 8000, `server { listen 127.0.0.1:8000; ${location} }`);
  },
  run: async ({ client, server, seen }) => {
    const listener = await server.listen(8080);
    const curl = await client.start('curl', ['-qsS', 'http://127.0.0.1:8000/']);
    const accepted = await listener.accept();
    await accepted.receive();
    await accepted.send(BAD_REQUEST);
    await accepted.receiveAll();
    await accepted.close();
    await seen(client, 'F.');
    await seen(server, 'F.');
    await seen(client, '.');
    await curl.ended;
  },
  truths: [{ clientPort: 50001, serverPort: 8080, cause: 'tls-on-plain-port', by: 'client', how: 'fin' }],
  packets: [{ from: 'client', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  kernel: [{ event: 'inet_sock_set_state', at: 'client', says: 'newstate=TCP_FIN_WAIT1 comm=nginx' }],
  logs: [{ log: 'nginx-error', says: /wrong version number.* while SSL handshaking to upstream/ }],
};
