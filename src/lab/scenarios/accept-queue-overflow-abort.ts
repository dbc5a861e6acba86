/**
 * With tcp_abort_on_overflow Linux resets a handshake whose last ACK finds the accept queue full (tcp_check_req in
 * net/ipv4/tcp_minisocks.c). It makes no difference to SYNs that find it full.
 */
import { connectBeyondQueue } from './_full-queue.ts';
import type { Scenario } from './_scenario.ts';
import { everywhere } from './_sight.ts';

export const scenario: Scenario = {
  id: 'accept-queue-overflow-abort',
  summary:
    'Two clients connect at once to a server whose accept queue has room for one more, with tcp_abort_on_overflow. The server answers the last ACK of the second with a reset.',
  versions: [4, 6],
  run: async (lab) => {
    const { server, seen } = lab;
    await server.sysctl('ipv4/tcp_abort_on_overflow', 1);
    await connectBeyondQueue(lab);
    await seen(server, 'R');
  },
  truths: [
    { clientPort: 50002, serverPort: 8080, cause: 'still-open', by: 'nobody', how: 'open' },
    {
      clientPort: 50003,
      serverPort: 8080,
      cause: 'accept-queue-overflow',
      by: 'server',
      how: 'reset',
      // A rule on the server that rejects the ACK sends the same bytes.
      at: everywhere({ accept: ['half-open-connection', 'inline-firewall-reset'] }),
    },
  ],
  packets: [{ from: 'server', flags: 'R', seenAt: ['client', 'router', 'server'] }],
  kernel: [
    { event: 'TcpExtListenOverflows', at: 'server' },
    { event: 'tcp_send_reset', at: 'server', says: 'reason=INVALID_SYN' },
  ],
};
