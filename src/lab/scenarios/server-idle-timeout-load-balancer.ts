/**
 * A load balancer passes a connection on without looking into it (HAProxy's TCP mode) and ends it when nothing was said for
 * `timeout client` and `timeout server`: both sides are closed, and neither end had wanted that. Its log says cD or sD.
 */
import type { Listener } from '../agent.ts';
import { startHaproxy } from './_haproxy.ts';
import type { Scenario } from './_scenario.ts';
import { everywhere } from './_sight.ts';

export const scenario: Scenario<Listener> = {
  id: 'server-idle-timeout-load-balancer',
  summary:
    'A load balancer passes a connection on to a server and closes both sides after 1.5 seconds without a word. The client was waiting for the next message of the server.',
  versions: [4, 6],
  programs: ['haproxy'],
  backend: true,
  prepare: async ({ server, backend }) => {
    const listen = `listen forwarder
  mode tcp
  option tcplog
  timeout client 1500ms
  timeout server 1500ms
  bind ${server.address}:7000
  server only ${backend.address}:7001
`;
    await startHaproxy(server, 7000, listen);
    return await backend.listen(7001);
  },
  run: async ({ client, server, seen }, listener) => {
    const socket = await client.connect(server, 7000);
    const behind = await listener.accept();
    await socket.send('subscribe\n');
    await behind.receive();
    await behind.send('subscribed\n');
    await socket.receive();
    await socket.receiveAll();
    await socket.close();
    await seen(server, 'F.');
    await seen(client, 'F.');
    await seen(server, '.');
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 7000,
      cause: 'server-idle-timeout',
      by: 'server',
      how: 'fin',
      // An unknown protocol may have ended as it should: the server's close after its last message says no more.
      at: everywhere({ accept: ['normal-close'] }),
    },
  ],
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  kernel: [{ event: 'inet_sock_set_state', at: 'server', says: 'newstate=TCP_FIN_WAIT1 comm=haproxy' }],
  logs: [{ log: 'haproxy', says: / [cs]D / }],
};
