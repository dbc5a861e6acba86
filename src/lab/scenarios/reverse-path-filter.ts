/**
 * The server's route back to the client goes out of another interface than the one the SYN came in by: with rp_filter=1
 * Linux drops it (RFC 3704 strict mode, net/ipv4/fib_frontend.c). A second network card or a VPN does this.
 */
import type { Scenario } from './_scenario.ts';
import { everywhere } from './_sight.ts';

export const scenario: Scenario = {
  id: 'reverse-path-filter',
  summary:
    "A server with two interfaces has its route to the client's network over the other one. It drops the SYNs that come in by the first (rp_filter), although a program listens.",
  backend: true,
  run: async ({ client, server, backend, seen, fails }) => {
    await server.ip(`route add ${client.address}/32 via ${backend.address} dev to-backend`);
    await server.sysctl('ipv4/conf/all/rp_filter', 1);
    await server.listen(8080);
    await fails(client.connect(server, 8080, { timeout: 2.5 }), 'ETIMEDOUT');
    for (let i = 0; i < 3; i += 1) await seen(client, 'S');
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 8080,
      cause: 'reverse-path-filter',
      by: 'server',
      how: 'timeout',
      // That the SYNs arrive and are not answered has many reasons.
      at: everywhere({ accept: ['unanswered-syn', 'accept-queue-overflow'] }),
    },
  ],
  packets: [{ from: 'client', flags: 'S', seenAt: ['client', 'router', 'server'] }],
  kernel: [
    { event: 'TcpExtIPReversePathFilter', at: 'server' },
    { event: 'TcpExtListenOverflows', at: 'server', absent: true },
  ],
};
