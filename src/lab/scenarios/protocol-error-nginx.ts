/** What a client of another protocol says is no HTTP (RFC 9112 §3): nginx answers 400 and closes. */
import { startNginx } from './_nginx.ts';
import type { Scenario } from './_scenario.ts';

export const scenario: Scenario = {
  id: 'protocol-error-nginx',
  summary: 'A mail program has the wrong port: it greets nginx, which answers 400 to what is no request, and closes.',
  versions: [4, 6],
  programs: ['nginx'],
  run: async ({ client, server, seen }) => {
    await startNginx(server, 80, `server { listen ${server.urlAddress}:80; }`);
    const socket = await client.connect(server, 80);
    await socket.send('EHLO client.example\r\n');
    await socket.receiveAll();
    await socket.close();
    await seen(client, 'F.');
  },
  truths: [{ clientPort: 50001, serverPort: 80, cause: 'protocol-error', by: 'server', how: 'fin' }],
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  logs: [{ log: 'nginx-error', says: /client sent invalid (?:request|method)/ }],
};
