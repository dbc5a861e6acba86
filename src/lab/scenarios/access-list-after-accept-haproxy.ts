/**
 * `tcp-request connection reject`: HAProxy accepts, looks at the client's address, and closes with SO_LINGER zero, so that
 * nothing of the connection stays (configuration.txt): a reset.
 */
import { startHaproxy, withStatistics } from './_haproxy.ts';
import type { Scenario } from './_scenario.ts';
import { everywhere } from './_sight.ts';

export const scenario: Scenario = {
  id: 'access-list-after-accept-haproxy',
  summary: 'HAProxy rejects a client by its address: it accepts the connection and resets it at once, without a word.',
  versions: [4, 6],
  programs: ['haproxy', 'socat'],
  run: async ({ client, server, seen, fails }) => {
    const sections = `frontend web
  bind ${server.address}:8080
  tcp-request connection reject if { src ${client.address} }
  http-request return status 200`;
    await startHaproxy(server, 8080, sections);
    await withStatistics(server, async () => {
      // The reset may come before connect(2) has returned.
      const step = client.connect(server, 8080).then((socket) => socket.receive());
      await fails(step, 'ECONNRESET');
      await seen(server, 'R.');
    });
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 8080,
      cause: 'access-list-after-accept',
      by: 'server',
      how: 'reset',
      at: everywhere({ accept: ['abortive-close', 'listener-shutdown'] }),
    },
  ],
  packets: [{ from: 'server', flags: 'R.', seenAt: ['client', 'router', 'server'] }],
  kernel: [{ event: 'tcp_send_reset', at: 'server', says: 'reason=TCP_STATE' }],
  logs: [{ log: 'haproxy-statistics', says: /^web,FRONTEND,/m }],
};
