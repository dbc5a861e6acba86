/** A connection pool hands out a connection that the server closed long before: it did not look for the FIN. */
import { connect, exchange } from './_connection.ts';
import { SECOND_REQUEST } from './_messages.ts';
import type { Scenario } from './_scenario.ts';

export const scenario: Scenario = {
  id: 'stale-pooled-connection',
  summary:
    "A server closes an idle connection. The client's pool does not notice the FIN, and three seconds later sends a request on the dead connection; the server answers it with a reset.",
  versions: [4, 6],
  run: async (lab) => {
    const { client, server, seen, pass } = lab;
    const ends = await connect(lab, 8080);
    await exchange(ends);
    await pass(1);
    await ends.server.close();
    await seen(server, 'F.');
    await seen(client, '.');
    await pass(3);
    await ends.client.send(SECOND_REQUEST);
    await seen(server, 'R');
  },
  truths: [{ clientPort: 50001, serverPort: 8080, cause: 'stale-pooled-connection', by: 'server', how: 'fin' }],
  packets: [
    { from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] },
    { from: 'server', flags: 'R', seenAt: ['client', 'router', 'server'] },
  ],
  kernel: [
    { event: 'inet_sock_set_state', at: 'client', says: 'oldstate=TCP_ESTABLISHED newstate=TCP_CLOSE_WAIT' },
    { event: 'tcp_send_reset', at: 'server', says: 'answers=packet' },
  ],
};
