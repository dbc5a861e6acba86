/**
 * The queue of connections that wait for accept(2) is full: Linux drops further SYNs without a word, whatever
 * tcp_abort_on_overflow says (tcp_conn_request in net/ipv4/tcp_input.c).
 */
import { REQUEST } from './_messages.ts';
import type { Scenario } from './_scenario.ts';
import { everywhere } from './_sight.ts';

export const scenario: Scenario = {
  id: 'accept-queue-overflow',
  summary:
    'A server accepts nothing, and its queue has room for one connection. The next client repeats its SYN, which arrives each time, and gets no answer.',
  versions: [4, 6],
  run: async ({ client, server, seen, fails }) => {
    await server.listen(8080, { backlog: 0 });
    const queued = await client.connect(server, 8080);
    await queued.send(REQUEST);
    await seen(server, '.');
    await fails(client.connect(server, 8080, { timeout: 3.5 }), 'ETIMEDOUT');
    for (let i = 0; i < 4; i += 1) await seen(client, 'S', { sourcePort: 50002 });
  },
  truths: [
    { clientPort: 50001, serverPort: 8080, cause: 'still-open', by: 'nobody', how: 'open' },
    {
      clientPort: 50002,
      serverPort: 8080,
      cause: 'accept-queue-overflow',
      by: 'server',
      how: 'timeout',
      // That the SYNs arrive and another connection stands does not tell a full queue from a filter on the server.
      at: everywhere({ accept: ['unanswered-syn'] }),
    },
  ],
  packets: [{ from: 'client', flags: 'S', seenAt: ['client', 'router', 'server'] }],
  kernel: [
    { event: 'TcpExtListenOverflows', at: 'server' },
    { event: 'TcpExtListenDrops', at: 'server' },
    { event: 'tcp_send_reset', absent: true },
  ],
};
