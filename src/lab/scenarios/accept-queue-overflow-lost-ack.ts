/**
 * The accept queue was filled while a handshake was under way: Linux ignores its last ACK and all data behind it, repeats
 * the SYN-ACK, and forgets the connection after tcp_synack_retries (tcp_v4_syn_recv_sock in net/ipv4/tcp_ipv4.c,
 * reqsk_timer_handler in net/ipv4/inet_connection_sock.c). The client takes it for established.
 */
import { connectBeyondQueue } from './_full-queue.ts';
import { REQUEST } from './_messages.ts';
import type { Scenario } from './_scenario.ts';

export const scenario: Scenario = {
  id: 'accept-queue-overflow-lost-ack',
  summary:
    'Two clients connect at once to a server whose accept queue has room for one more. The second takes its connection for established and sends a request; the server ignores both, repeats its SYN-ACK, and at last no longer knows the connection.',
  versions: [4, 6],
  run: async (lab) => {
    const { server, seen, fails } = lab;
    await server.sysctl('ipv4/tcp_synack_retries', 1);
    const late = await connectBeyondQueue(lab);
    await late.send(REQUEST);
    await seen(server, 'S.', { destinationPort: 50003 });
    await seen(server, 'S.', { destinationPort: 50003 });
    await fails(late.receive(), 'ECONNRESET');
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
      at: {
        // Only the server's capture shows that the ACKs arrived.
        client: { accept: ['half-open-connection'] },
        router: { accept: ['half-open-connection'] },
      },
    },
  ],
  packets: [{ from: 'server', flags: 'R', seenAt: ['client', 'router', 'server'] }],
  kernel: [
    { event: 'TcpExtListenOverflows', at: 'server' },
    { event: 'tcp_send_reset', at: 'server', says: 'reason=TCP_FLAGS' },
  ],
};
