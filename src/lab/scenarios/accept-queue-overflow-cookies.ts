/**
 * The queue of handshakes is full, so Linux answers a SYN with a cookie and keeps nothing; then the accept queue is full when
 * the ACK comes, and it drops that and all data behind it, and repeats nothing (tcp_get_cookie_sock in
 * net/ipv4/syncookies.c). The client takes it for established.
 */
import { REQUEST } from './_messages.ts';
import type { Scenario } from './_scenario.ts';
import { everywhere } from './_sight.ts';

export const scenario: Scenario = {
  id: 'accept-queue-overflow-cookies',
  summary:
    'Two clients connect at once to a server with room for one. The second is answered with a SYN cookie and sends a request, which the server never acknowledges, because its accept queue is full by then.',
  versions: [4, 6],
  run: async ({ client, server, seen, slowPath, fails }) => {
    await client.sysctl('ipv4/tcp_retries2', 3);
    await server.listen(8080, { backlog: 0 });
    await slowPath({ delay: 25 });
    const first = client.connect(server, 8080);
    await seen(client, 'S', { at: ['client'] });
    const late = await client.connect(server, 8080);
    await first;
    await late.send(REQUEST);
    await fails(late.receive(), 'ETIMEDOUT');
    for (let i = 0; i < 4; i += 1) await seen(client, '.', { payload: 'GET' });
  },
  truths: [
    { clientPort: 50001, serverPort: 8080, cause: 'still-open', by: 'nobody', how: 'open' },
    {
      clientPort: 50002,
      serverPort: 8080,
      cause: 'accept-queue-overflow',
      by: 'server',
      how: 'timeout',
      // That ACK and data arrive does not tell a full queue from a filter on the server.
      at: everywhere({ accept: ['retransmission-timeout'] }),
    },
  ],
  packets: [{ from: 'server', flags: 'S.', seenAt: ['client', 'router', 'server'] }],
  kernel: [
    { event: 'TcpExtTCPReqQFullDoCookies', at: 'server' },
    { event: 'TcpExtListenOverflows', at: 'server' },
    { event: 'tcp_send_reset', absent: true },
  ],
};
