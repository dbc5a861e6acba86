/** nginx lets a connection have so many requests (keepalive_requests) and then takes leave: GOAWAY with NO_ERROR, and a close. */
import { startNginx } from './_nginx.ts';
import type { Scenario } from './_scenario.ts';
import { everywhere } from './_sight.ts';

export const scenario: Scenario = {
  id: 'connection-request-limit-http2',
  summary:
    'nginx answers the last request that an HTTP/2 connection may have, says GOAWAY without an error, and closes it.',
  programs: ['nginx'],
  run: async ({ client, server, seen }) => {
    const site = `server { listen ${server.urlAddress}:80 http2; keepalive_requests 2; return 200 ok; }`;
    await startNginx(server, 80, site);
    const where = [server.address, '80', String(client.takePort()), 'requests'];
    const requests = await client.startOwn('http2-client.mjs', where, { log: 'client' });
    await requests.printed(/closed/);
    await seen(server, 'F.');
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 80,
      cause: 'connection-request-limit',
      by: 'server',
      how: 'fin',
      // GOAWAY with NO_ERROR is said for age and shutdown, too.
      at: everywhere({ accept: ['http2-goaway', 'connection-age-limit', 'graceful-shutdown', 'normal-close'] }),
    },
  ],
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  logs: [{ log: 'client', says: /goaway 0/ }],
};
