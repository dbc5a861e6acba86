/**
 * nginx lets a connection have so many requests (keepalive_requests, 1000 unless told): the last answer says
 * `Connection: close` (RFC 9112 §9.6), and nginx closes.
 */
import { ask } from './_idle-client.ts';
import { REQUEST } from './_messages.ts';
import { startNginx } from './_nginx.ts';
import type { Scenario, Truth } from './_scenario.ts';

const truth: Truth = {
  serverPort: 80,
  cause: 'connection-request-limit',
  by: 'server',
  how: 'fin',
};

export const scenario: Scenario = {
  id: 'connection-request-limit',
  summary:
    'Three clients make one request after the other, each at its own pace. nginx answers the second of each with "Connection: close" and closes.',
  versions: [4, 6],
  programs: ['nginx'],
  run: async (lab) => {
    const { client, server, pass, seen } = lab;
    const site = `listen ${server.urlAddress}:80; keepalive_requests 2; location / { return 200 ok; }`;
    await startNginx(server, 80, `server { ${site} }`);
    const quick = await ask(lab, 80, [REQUEST, REQUEST]);
    await quick.receiveAll();
    await quick.close();
    await seen(client, 'F.');
    for (const seconds of [0.6, 0.3]) {
      const slow = await ask(lab, 80, [REQUEST]);
      await pass(seconds);
      await slow.send(REQUEST);
      await slow.receiveAll();
      await slow.close();
      await seen(client, 'F.');
    }
  },
  truths: [
    { ...truth, clientPort: 50001 },
    { ...truth, clientPort: 50002 },
    { ...truth, clientPort: 50003 },
  ],
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  logs: [{ log: 'nginx-access', says: /(?:"GET \/ HTTP\/1.1" 200 .*\n.*){6}/ }],
};
