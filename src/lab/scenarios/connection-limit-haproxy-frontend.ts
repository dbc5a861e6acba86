/**
 * A HAProxy frontend that has as many connections as its `maxconn` accepts no more; the kernel completes further handshakes
 * and takes their requests (configuration.txt, "maxconn" of proxies).
 */
import { startHaproxy, withStatistics } from './_haproxy.ts';
import { REQUEST } from './_messages.ts';
import type { Scenario } from './_scenario.ts';
import { everywhere } from './_sight.ts';

export const scenario: Scenario = {
  id: 'connection-limit-haproxy-frontend',
  summary:
    'A HAProxy frontend with maxconn 1 has a connection. The next client’s handshake is completed and its request acknowledged by the kernel, but HAProxy does not accept it, and curl gives up after two seconds.',
  versions: [4, 6],
  programs: ['haproxy', 'curl', 'socat'],
  run: async ({ client, server, seen, url }) => {
    const sections = `frontend web
  bind ${server.address}:8080
  maxconn 1
  http-request return status 200 content-type text/plain string ok`;
    await startHaproxy(server, 8080, sections);
    await withStatistics(server, async () => {
      const busy = await client.connect(server, 8080);
      await busy.send(REQUEST);
      await busy.receive();
      const curl = await client.curl(['--max-time', '2', url(8080)]);
      await curl.printed(/timed out/);
      await seen(client, 'F.');
      await seen(server, '.');
    });
  },
  truths: [
    { clientPort: 50001, serverPort: 8080, cause: 'still-open', by: 'nobody', how: 'open' },
    {
      clientPort: 50002,
      serverPort: 8080,
      cause: 'connection-limit',
      by: 'client',
      how: 'fin',
      // A request that nobody reads looks like one that takes long.
      at: everywhere({ accept: ['client-timeout', 'client-abort'] }),
    },
  ],
  packets: [{ from: 'client', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  kernel: [{ event: 'tcp_send_reset', absent: true }],
  logs: [{ log: 'haproxy-statistics', says: /^web,FRONTEND,,,1,1,1,/m }],
};
