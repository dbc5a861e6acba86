/**
 * HAProxy in TCP mode has accepted when it turns out that its server refuses: it tries again once a second (`retries`, 3
 * unless told) and then closes. Its log says SC (configuration.txt §8.5).
 */
import { startHaproxy } from './_haproxy.ts';
import { REQUEST } from './_messages.ts';
import type { Scenario } from './_scenario.ts';
import { everywhere } from './_sight.ts';

export const scenario: Scenario = {
  id: 'forwarder-without-backend-haproxy',
  summary:
    'HAProxy in TCP mode takes a connection and a request for a backend on which nobody listens. It is refused four times in three seconds and closes without a byte of an answer.',
  versions: [4, 6],
  programs: ['haproxy'],
  backend: true,
  run: async ({ client, server, backend, seen }) => {
    const sections = `listen forwarder
  mode tcp
  option tcplog
  bind ${server.address}:8080
  server only ${backend.address}:9000`;
    await startHaproxy(server, 8080, sections);
    const socket = await client.connect(server, 8080);
    await socket.send(REQUEST);
    await socket.receiveAll();
    await socket.close();
    await seen(client, 'F.');
    await seen(server, '.');
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 8080,
      cause: 'forwarder-without-backend',
      by: 'server',
      how: 'fin',
      at: everywhere({ accept: ['closed-without-response', 'upstream-refusal', 'process-crash'] }),
    },
  ],
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  kernel: [{ event: 'tcp_send_reset', at: 'backend', says: 'reason=NO_SOCKET' }],
  logs: [{ log: 'haproxy', says: / SC / }],
};
