/**
 * An administrator destroys a socket of the client (`ss -K`, SOCK_DESTROY of sock_diag(7)): its kernel resets the connection as
 * with SO_LINGER, and the program that has it gets ECONNABORTED (tcp_abort).
 */
import { connect, exchange } from './_connection.ts';
import type { Scenario } from './_scenario.ts';
import { everywhere } from './_sight.ts';

export const scenario: Scenario = {
  id: 'socket-destruction',
  summary:
    'An administrator on the client destroys an idle connection with ss. The other end gets a reset that no program has asked for.',
  versions: [4, 6],
  run: async (lab) => {
    const { client, fails, seen } = lab;
    const ends = await connect(lab, 8080);
    await exchange(ends);
    await client.run('ss', ['--kill', '--no-header', 'state', 'established', 'dport', '=', ':8080']);
    await seen(client, 'R.');
    await fails(ends.client.receive(), 'ECONNABORTED');
    await fails(ends.server.receive(), 'ECONNRESET');
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 8080,
      cause: 'socket-destruction',
      by: 'client',
      how: 'reset',
      at: everywhere({ accept: ['abortive-close'] }),
    },
  ],
  packets: [{ from: 'client', flags: 'R.', seenAt: ['client', 'router', 'server'] }],
  // Of whom, is not asked: right after it was started a program may still bear the name of what started it.
  kernel: [{ event: 'tcp_send_reset', at: 'client', says: 'reason=TCP_STATE' }],
};
