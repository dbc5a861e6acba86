/**
 * HAProxy is killed and started again while a client keeps a connection to it. The kernel closes what the old process had,
 * the client's pool does not look, and the new process has never heard of the connection: the kernel resets the request.
 */

import type { Lab } from '../lab.ts';
import type { Program } from '../program.ts';
import { startHaproxy } from './_haproxy.ts';
import { REQUEST, SECOND_REQUEST } from './_messages.ts';
import type { Scenario } from './_scenario.ts';

async function startProxy({ server }: Lab): Promise<Program> {
  const frontend = `frontend web
  bind ${server.address}:8080
  http-request return status 200 content-type text/plain string ok`;
  return await startHaproxy(server, 8080, frontend);
}

export const scenario: Scenario<Program> = {
  id: 'stale-pooled-connection-haproxy-restart',
  summary:
    "HAProxy is killed and started again between two requests on one connection. The client has not looked at the FIN that came of the kill and sends the second request, which the new HAProxy's host resets.",
  versions: [4, 6],
  programs: ['haproxy'],
  prepare: async (lab) => await startProxy(lab),
  run: async (lab, haproxy) => {
    const { client, server, seen, fails, pass } = lab;
    const socket = await client.connect(server, 8080);
    await socket.send(REQUEST);
    await socket.receive();
    await seen(client, '.', { payload: 'GET' });
    await haproxy.kill('SIGKILL');
    await seen(server, 'F.');
    await startProxy(lab);
    await pass(1);
    await socket.send(SECOND_REQUEST);
    await seen(server, 'R');
    await fails(socket.send(SECOND_REQUEST));
  },
  truths: [{ clientPort: 50001, serverPort: 8080, cause: 'stale-pooled-connection', by: 'server', how: 'fin' }],
  packets: [
    { from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] },
    { from: 'server', flags: 'R', seenAt: ['client', 'router', 'server'] },
  ],
  kernel: [
    { event: 'signal_deliver', says: 'sig=9' },
    { event: 'tcp_send_reset', at: 'server', says: 'answers=packet' },
  ],
};
