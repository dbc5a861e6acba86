/**
 * nginx lets a connection live for so long (keepalive_time, an hour unless told): the first answer after that says
 * `Connection: close` (RFC 9112 §9.6), and nginx closes.
 */
import type { Socket } from '../agent.ts';
import { ask } from './_idle-client.ts';
import { REQUEST } from './_messages.ts';
import { startNginx } from './_nginx.ts';
import type { Scenario } from './_scenario.ts';

/** Seconds after which each of them asks, by the age of its connection: the last time is the first behind the limit. */
const LIMIT = 1.5;
const LAST = LIMIT + 0.05;
const CLIENTS: readonly (readonly number[])[] = [[0], [0, 0.4, 0.8, 1.2], [0, 1], [0, 0.6, 1.1]];
/** Between the starts of two: not all end at one moment. */
const APART = 0.25;

export const scenario: Scenario = {
  id: 'connection-age-limit',
  summary:
    'Four clients use their connections, some often and some seldom. When each is a second and a half old, nginx answers the next request with "Connection: close" and closes.',
  programs: ['nginx'],
  run: async (lab) => {
    const { client, server, pass, seen } = lab;
    const site = `listen ${server.urlAddress}:80; keepalive_time ${LIMIT * 1000}ms; location / { return 200 ok; }`;
    await startNginx(server, 80, `server { ${site} }`);
    const startMs = Date.now();
    const sockets: Socket[] = [];
    const steps = CLIENTS.flatMap((ages, index) => [...ages, LAST].map((age) => ({ index, age })));
    for (const { index, age } of steps.sort((a, b) => dueAt(a) - dueAt(b))) {
      await pass(Math.max(0, dueAt({ index, age }) - (Date.now() - startMs) / 1000));
      if (age === 0) {
        sockets[index] = await ask(lab, 80, [REQUEST]);
        continue;
      }
      const socket = sockets[index]!;
      await socket.send(REQUEST);
      if (age < LAST) await socket.receive();
      else {
        await socket.receiveAll();
        await socket.close();
      }
    }
    for (const _ of CLIENTS) await seen(client, 'F.');
  },
  truths: CLIENTS.map((_, index) => ({
    clientPort: 50_001 + index,
    serverPort: 80,
    cause: 'connection-age-limit',
    by: 'server',
    how: 'fin',
  })),
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  logs: [{ log: 'nginx-access', says: /(?:"GET \/ HTTP\/1.1" 200 .*\n.*){14}/ }],
};

/** Seconds after the start of the first. */
function dueAt({ index, age }: { readonly index: number; readonly age: number }): number {
  return index * APART + age;
}
