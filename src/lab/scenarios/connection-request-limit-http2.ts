/** nginx lets a connection have so many requests (keepalive_requests) and then takes leave: GOAWAY with NO_ERROR, and a close. */
import { startNginx } from './_nginx.ts';
import type { Scenario } from './_scenario.ts';

/** Milliseconds between the requests of each client. */
const PACES = [50, 300, 550];

export const scenario: Scenario = {
  id: 'connection-request-limit-http2',
  summary:
    'Three HTTP/2 clients make one request after the other, each at its own pace. nginx answers the third of each, says GOAWAY without an error, and closes.',
  programs: ['nginx'],
  run: async ({ client, server, seen }) => {
    const site = `server { listen ${server.urlAddress}:80 http2; keepalive_requests 3; return 200 ok; }`;
    await startNginx(server, 80, site);
    for (const [index, pace] of PACES.entries()) {
      const where = [server.address, '80', String(client.takePort()), 'requests', String(pace)];
      const requests = await client.startOwn('http2-client.mjs', where, { log: `client-${index + 1}` });
      await requests.printed(/closed/);
      await seen(server, 'F.');
    }
  },
  truths: PACES.map((_, index) => ({
    clientPort: 50_001 + index,
    serverPort: 80,
    cause: 'connection-request-limit',
    by: 'server',
    how: 'fin',
  })),
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  logs: PACES.map((_, index) => ({ log: `client-${index + 1}`, says: /goaway 0/ })),
};
