/**
 * A load balancer asks whether a port is open. HAProxy does it with as few packets as it can (src/proto_tcp.c): no quick
 * ACK (TCP_QUICKACK 0), and SO_LINGER zero, so that a reset stands in the place of the handshake's third packet.
 */
import { LabError } from '../lab-error.ts';
import type { Scenario } from './_scenario.ts';

const PORTS = [50001, 50002, 50003];

export const scenario: Scenario = {
  id: 'health-check',
  summary:
    'A load balancer asks every second whether the port is open: SYN, SYN-ACK, and a reset instead of the third packet of the handshake, in the way of HAProxy.',
  versions: [4, 6],
  // A reset that comes later than the delayed ACK, 40 ms, is not what this is about.
  attempts: 3,
  run: async ({ client, server, seen, pass, packetsAt }) => {
    await server.listen(8080);
    for (const sourcePort of PORTS) {
      const socket = await client.connect(server, 8080, { sourcePort, options: { TCP_QUICKACK: 0 } });
      await socket.reset();
      await seen(client, 'R.');
      if (sourcePort !== PORTS.at(-1)) await pass(1);
    }
    if (packetsAt('client').some(({ flags }) => flags === '.')) throw new LabError('The client was too slow');
  },
  truths: PORTS.map((clientPort) => ({
    clientPort,
    serverPort: 8080,
    cause: 'health-check',
    by: 'client',
    how: 'reset',
  })),
  packets: [
    { from: 'client', flags: 'R.', seenAt: ['client', 'router', 'server'] },
    { from: 'client', flags: '.', seenAt: [], notAt: ['client', 'router', 'server'] },
  ],
  kernel: [{ event: 'tcp_send_reset', at: 'client', says: 'answers=nothing socket=there' }],
};
