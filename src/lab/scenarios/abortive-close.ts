/** close(2) after SO_LINGER with a time of zero aborts instead of closing (socket(7); RFC 9293 §3.10.5, ABORT call). */
import { connect, exchange } from './_connection.ts';
import type { Scenario } from './_scenario.ts';

export const scenario: Scenario = {
  id: 'abortive-close',
  summary:
    'A server that has read everything and answered closes with SO_LINGER set to zero: a reset instead of a FIN.',
  versions: [4, 6],
  run: async (lab) => {
    const { client, server, seen } = lab;
    const ends = await connect(lab, 8080);
    await exchange(ends);
    await seen(server, '.', { payload: 'ok' });
    await seen(client, '.');
    await ends.server.reset();
    await seen(server, 'R.');
  },
  truths: [{ clientPort: 50001, serverPort: 8080, cause: 'abortive-close', by: 'server', how: 'reset' }],
  packets: [{ from: 'server', flags: 'R.', seenAt: ['client', 'router', 'server'] }],
  // What Linux says of every abort by a program; ABORT_ON_LINGER is another matter (net/ipv4/tcp.c).
  kernel: [{ event: 'tcp_send_reset', at: 'server', says: 'answers=nothing socket=there' }],
};
