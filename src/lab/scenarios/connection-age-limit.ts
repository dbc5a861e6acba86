/**
 * nginx lets a connection live for so long (keepalive_time, an hour unless told): the first answer after that says
 * `Connection: close` (RFC 9112 §9.6), and nginx closes.
 */
import { ask } from './_idle-client.ts';
import { REQUEST } from './_messages.ts';
import { startNginx } from './_nginx.ts';
import type { Scenario, Truth } from './_scenario.ts';
import { everywhere } from './_sight.ts';

const truth: Truth = {
  serverPort: 80,
  cause: 'connection-age-limit',
  by: 'server',
  how: 'fin',
  // The one connection does not say whether it is the number or the age.
  at: everywhere({ accept: ['normal-close', 'connection-request-limit'] }),
};

export const scenario: Scenario = {
  id: 'connection-age-limit',
  summary:
    'Two clients use their connections, one often and one seldom. When they are a second old, nginx answers the next request of each with "Connection: close" and closes.',
  programs: ['nginx'],
  run: async (lab) => {
    const { client, server, pass, seen } = lab;
    const site = `listen ${server.urlAddress}:80; keepalive_time 1s; location / { return 200 ok; }`;
    await startNginx(server, 80, `server { ${site} }`);
    const often = await ask(lab, 80, [REQUEST]);
    const seldom = await ask(lab, 80, [REQUEST]);
    for (let i = 0; i < 2; i += 1) {
      await pass(0.4);
      await often.send(REQUEST);
      await often.receive();
    }
    await pass(0.4);
    for (const socket of [often, seldom]) {
      await socket.send(REQUEST);
      await socket.receiveAll();
      await socket.close();
      await seen(client, 'F.');
    }
  },
  truths: [
    { ...truth, clientPort: 50001 },
    { ...truth, clientPort: 50002 },
  ],
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  logs: [{ log: 'nginx-access', says: /(?:"GET \/ HTTP\/1.1" 200 .*\n.*){6}/ }],
};
