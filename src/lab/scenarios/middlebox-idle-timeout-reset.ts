/**
 * A load balancer gives up a connection on which nothing was said for as long as its idle time-out, and says so to both
 * ends, to each in the other's name: Azure's load balancer with "TCP reset on idle", F5's "reset on timeout" (TTL 255).
 */
import { forge } from '../forge.ts';
import type { Lab } from '../lab.ts';
import { type Connection, connect, exchange } from './_connection.ts';
import { watch } from './_forgery.ts';
import { REQUEST } from './_messages.ts';
import type { Scenario } from './_scenario.ts';

const IDLE_SECONDS = 1.5;
/** Shorter than that: the connections that are used again live through it. */
const PAUSE_SECONDS = 1.1;
/** One is used once, the next twice, and so on: they are of several ages when they are given up, at different moments. */
const FIRST_PORT = 8080;
const PORTS = [0, 1, 2, 3].map((index) => FIRST_PORT + index);

/** An exchange, after the last packet of which the device begins to wait; gives that time, by the clock of the lab. */
async function use(lab: Lab, connection: Connection, clientPort: number, round: number): Promise<number> {
  const said = `ok${round}`;
  await exchange(connection, REQUEST, `HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n${said}`);
  await watch(lab, { clientPort, said });
  return Date.now();
}

/** Resets both ends of a connection, each in the name of the other. */
async function expire(lab: Lab, clientPort: number): Promise<void> {
  const { client, server, clientNext, serverNext } = await watch(lab, { clientPort, said: 'ok' });
  const common = { flags: 'R.', ttl: 255 } as const;
  await lab.router.sendPacket(forge({ ...common, from: server, to: client, seq: serverNext, ack: clientNext }));
  await lab.router.sendPacket(forge({ ...common, from: client, to: server, seq: clientNext, ack: serverNext }));
}

export const scenario: Scenario = {
  id: 'middlebox-idle-timeout-reset',
  summary:
    'A load balancer on the path resets both ends of every connection on which nothing was said for 1.5 seconds. Four connections are used once, twice, three and four times, 1.1 seconds apart, and each ends so long after its last packet.',
  versions: [4, 6],
  run: async (lab) => {
    const { client, server, seen, pass } = lab;
    const connections: Connection[] = [];
    for (const port of PORTS) connections.push(await connect(lab, port));
    const until = (timeMs: number): Promise<void> => pass(Math.max(0, timeMs - Date.now()) / 1000);
    const usedMs: number[] = [];
    for (let round = 0; round <= connections.length; round += 1) {
      for (const [index, connection] of connections.entries()) {
        if (index >= round) usedMs[index] = await use(lab, connection, 50_001 + index, round);
      }
      const nextMs = (usedMs[round] ?? 0) + PAUSE_SECONDS * 1000;
      if (round > 0) {
        await until((usedMs[round - 1] ?? 0) + IDLE_SECONDS * 1000);
        await expire(lab, 50_000 + round);
        await seen(server, 'R.', { at: ['client'], sourcePort: FIRST_PORT + round - 1 });
        await seen(client, 'R.', { at: ['server'], destinationPort: FIRST_PORT + round - 1 });
      }
      await until(nextMs);
    }
  },
  truths: PORTS.map((serverPort, index) => ({
    clientPort: 50_001 + index,
    serverPort,
    cause: 'middlebox-idle-timeout',
    by: 'middlebox',
    how: 'reset',
  })),
  packets: [
    { from: 'server', flags: 'R.', seenAt: ['client', 'router'], notAt: ['server'] },
    { from: 'client', flags: 'R.', seenAt: ['server', 'router'], notAt: ['client'] },
  ],
  kernel: [
    { event: 'tcp_receive_reset', at: 'client' },
    { event: 'tcp_receive_reset', at: 'server' },
    { event: 'tcp_send_reset', absent: true },
  ],
};
