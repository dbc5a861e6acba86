/** A server closes a persistent connection on which nothing was said for its limit (RFC 9112 §9.5). */
import { connect, exchange } from './_connection.ts';
import type { Scenario } from './_scenario.ts';

const IDLE_LIMIT = 5;

export const scenario: Scenario = {
  id: 'server-idle-timeout',
  summary:
    'A server closes a keep-alive connection that has been idle for five seconds, and the client closes too. Nothing is lost.',
  versions: [4, 6],
  run: async (lab) => {
    const { client, server, seen, pass } = lab;
    const ends = await connect(lab, 8080);
    await exchange(ends);
    await pass(IDLE_LIMIT);
    await ends.server.close();
    await ends.client.receiveAll();
    await ends.client.close();
    await seen(server, 'F.');
    await seen(client, 'F.');
    await seen(server, '.');
  },
  truths: [{ clientPort: 50001, serverPort: 8080, cause: 'server-idle-timeout', by: 'server', how: 'fin' }],
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  kernel: [
    { event: 'inet_sock_set_state', at: 'server', says: 'oldstate=TCP_ESTABLISHED newstate=TCP_FIN_WAIT1' },
    { event: 'tcp_send_reset', absent: true },
  ],
};
