/** The recording ends before the connection does. */
import { connect, exchange } from './_connection.ts';
import type { Scenario } from './_scenario.ts';

export const scenario: Scenario = {
  id: 'still-open',
  summary: 'A connection that works; the recording ends before it does.',
  versions: [4, 6],
  run: async (lab) => {
    const { client, server, seen } = lab;
    await exchange(await connect(lab, 8080));
    await seen(server, '.', { payload: 'ok' });
    await seen(client, '.');
  },
  truths: [{ clientPort: 50001, serverPort: 8080, cause: 'still-open', by: 'nobody', how: 'open' }],
  packets: [{ from: 'server', flags: 'F.', seenAt: [], notAt: ['client', 'router', 'server'] }],
  kernel: [
    { event: 'inet_sock_set_state', says: 'oldstate=TCP_ESTABLISHED', absent: true },
    { event: 'tcp_send_reset', absent: true },
  ],
};
