/** A SYN to many ports: the open one is given away by its SYN-ACK, which nobody waits for (nmap's -sS does this). */
import { forge } from '../forge.ts';
import type { Host } from '../host.ts';
import type { Scenario, Truth } from './_scenario.ts';
import { everywhere } from './_sight.ts';

const OPEN = 80;
const PORTS = [21, 22, 23, 25, OPEN, 110, 143, 443, 3306, 8080];
const MSS_1460 = new Uint8Array([2, 4, 5, 180]);

/** A SYN of the scanner's own making. */
function probe(from: Host, to: Host, port: number): Uint8Array {
  return forge({
    from: { address: from.address, port: 50001 },
    to: { address: to.address, port },
    flags: 'S',
    seq: 0x1000 + port,
    window: 1024,
    ttl: 52,
    ipId: 0x4000 + port,
    options: MSS_1460,
  });
}

/** What became of a port: of each alone nobody could say more than a check of health, or that nobody listens. */
function truthOf(serverPort: number): Truth {
  const scanned = { clientPort: 50001, serverPort, cause: 'port-scan' };
  return serverPort === OPEN
    ? { ...scanned, by: 'client', how: 'reset', at: everywhere({ accept: ['health-check'] }) }
    : { ...scanned, by: 'server', how: 'refused', at: everywhere({ accept: ['closed-port'] }) };
}

export const scenario: Scenario = {
  id: 'port-scan',
  summary:
    "Somebody sends a SYN to ten ports of the server. One is open: its SYN-ACK is answered by the scanner's kernel with a reset, for it knows of no connection. The closed ports answer with resets themselves.",
  versions: [4, 6],
  run: async ({ client, server, seen }) => {
    await server.listen(OPEN);
    for (const port of PORTS) {
      await client.sendPacket(probe(client, server, port));
      await seen(server, port === OPEN ? 'S.' : 'R.', { sourcePort: port });
      if (port === OPEN) await seen(client, 'R');
    }
  },
  truths: PORTS.map(truthOf),
  packets: [
    { from: 'server', flags: 'R.', seenAt: ['client', 'router', 'server'] },
    { from: 'client', flags: 'R', seenAt: ['client', 'router', 'server'] },
  ],
  kernel: [
    { event: 'tcp_send_reset', at: 'server', says: 'reason=NO_SOCKET' },
    { event: 'tcp_send_reset', at: 'client', says: 'reason=NO_SOCKET' },
    // No connection: nobody asked the client's kernel for one.
    { event: 'inet_sock_set_state', at: 'client', absent: true },
  ],
};
