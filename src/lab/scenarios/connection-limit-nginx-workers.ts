/**
 * An nginx worker has as many connections as worker_connections allows: it accepts the next and closes it at once
 * (ngx_event_accept in src/event/ngx_event_accept.c).
 */
import { CLOSED_AT_ONCE } from './_forwarder.ts';
import { REQUEST } from './_messages.ts';
import { startNginx } from './_nginx.ts';
import type { Scenario } from './_scenario.ts';
import { everywhere } from './_sight.ts';

/** Of the worker's connections one is its listener and one its channel to the master. */
const OWN = 2;

export const scenario: Scenario = {
  id: 'connection-limit-nginx-workers',
  summary:
    'Two clients are in the middle of slow downloads, and the nginx worker may have no more connections. It accepts the next one and closes it at once.',
  versions: [4, 6],
  programs: ['nginx'],
  run: async ({ client, server, seen }) => {
    // Answers that take long: a connection on which nothing has been said yet nginx would close to accept another.
    const site = `server { listen ${server.urlAddress}:80; root ${server.folder('site')}; limit_rate 1; }`;
    server.file('site/index.html', 'ok\n');
    const nginx = await startNginx(server, 80, site, { connections: OWN + 2 });
    for (let i = 0; i < 2; i += 1) {
      const busy = await client.connect(server, 80);
      await busy.send(REQUEST);
      await busy.receive();
    }
    const refused = await client.connect(server, 80);
    await refused.receiveAll();
    await refused.close();
    await seen(client, 'F.');
    await seen(server, '.');
    await nginx.printed(/worker_connections are not enough/);
  },
  truths: [
    {
      clientPort: 50003,
      serverPort: 80,
      cause: 'connection-limit',
      by: 'server',
      how: 'fin',
      at: everywhere({ accept: CLOSED_AT_ONCE }),
    },
  ],
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  kernel: [{ event: 'tcp_send_reset', absent: true }],
  logs: [{ log: 'nginx-error', says: /worker_connections are not enough/ }],
};
