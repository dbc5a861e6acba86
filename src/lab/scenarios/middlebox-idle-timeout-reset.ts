/**
 * A load balancer gives up a connection on which nothing was said for as long as its idle time-out, and says so to both
 * ends, to each in the other's name: Azure's load balancer with "TCP reset on idle", F5's "reset on timeout" (TTL 255).
 */
import { forge } from '../forge.ts';
import type { Lab } from '../lab.ts';
import { connect, exchange } from './_connection.ts';
import { watch } from './_forgery.ts';
import type { Scenario } from './_scenario.ts';
import { everywhere } from './_sight.ts';

const IDLE_SECONDS = 1.5;
/** A careful reader sees that a device did it; that it was a timer, only from several that waited for the same time. */
const accept = ['injected-reset', 'firewall-reset-both-ends'];

/** Resets both ends of a connection, each in the name of the other. */
async function expire(lab: Lab, clientPort: number): Promise<void> {
  const { client, server, clientNext, serverNext } = await watch(lab, { clientPort });
  const common = { flags: 'R.', ttl: 255 } as const;
  await lab.router.sendPacket(forge({ ...common, from: server, to: client, seq: serverNext, ack: clientNext }));
  await lab.router.sendPacket(forge({ ...common, from: client, to: server, seq: clientNext, ack: serverNext }));
}

export const scenario: Scenario = {
  id: 'middlebox-idle-timeout-reset',
  summary:
    'A load balancer on the path resets both ends of every connection on which nothing was said for 1.5 seconds. Two connections end that way, each so long after its last packet.',
  versions: [4, 6],
  run: async (lab) => {
    const { client, server, seen, pass } = lab;
    const started: number[] = [];
    for (const port of [8080, 8081]) {
      await exchange(await connect(lab, port));
      await seen(client, '.', { at: ['server'], destinationPort: port, payload: 'GET' });
      started.push(Date.now());
      await pass(0.7);
    }
    for (const [index, start] of started.entries()) {
      await pass(IDLE_SECONDS - (Date.now() - start) / 1000);
      await expire(lab, 50_001 + index);
      await seen(server, 'R.', { at: ['client'] });
      await seen(client, 'R.', { at: ['server'] });
    }
  },
  truths: [8080, 8081].map((serverPort, index) => ({
    clientPort: 50_001 + index,
    serverPort,
    cause: 'middlebox-idle-timeout',
    by: 'middlebox',
    how: 'reset',
    at: everywhere({ accept }),
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
