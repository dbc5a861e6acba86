/**
 * The process behind nginx is killed while it answers, and its kernel closes. nginx has passed on the promise
 * (Content-Length) and can only close, too: "upstream prematurely closed connection while reading upstream".
 */
import { REQUEST } from './_messages.ts';
import { startNginx } from './_nginx.ts';
import type { Scenario } from './_scenario.ts';

const PART = `HTTP/1.1 200 OK\r\nContent-Length: 20000\r\n\r\n${'x'.repeat(9000)}`;

export const scenario: Scenario = {
  id: 'truncated-response-nginx',
  summary:
    'nginx passes a request on to a backend (socat), which promises 20000 bytes, sends 9000 and is killed. nginx has passed on most of that and closes: towards the client it is nginx that breaks off.',
  versions: [4, 6],
  backend: true,
  programs: ['nginx', 'socat'],
  run: async ({ client, server, backend, seen }) => {
    const site = `listen ${server.urlAddress}:80; location / { proxy_pass http://${backend.urlAddress}:8080; }`;
    await startNginx(server, 80, `server { ${site} }`);
    const listen = `TCP${backend.version}-LISTEN:8080,bind=${backend.urlAddress}`;
    const socat = await backend.start('socat', [listen, 'STDIO'], { listensOn: 8080 });
    const socket = await client.connect(server, 80);
    await socket.send(REQUEST);
    await socat.printed(/Host: [^\n]*\r\n(?:.*\r\n)*\r\n/);
    socat.write(PART);
    await seen(server, '.', { payload: 'xxx' });
    await socat.kill('SIGKILL');
    await socket.receiveAll();
    await socket.close();
    await seen(server, 'F.');
    await seen(client, 'F.');
    await seen(server, '.');
  },
  truths: [{ clientPort: 50001, serverPort: 80, cause: 'truncated-response', by: 'server', how: 'fin' }],
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  kernel: [{ event: 'inet_sock_set_state', at: 'server', says: 'oldstate=TCP_ESTABLISHED newstate=TCP_FIN_WAIT1' }],
  logs: [{ log: 'nginx-error', says: /upstream prematurely closed connection while reading upstream/ }],
};
