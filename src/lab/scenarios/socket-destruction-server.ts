/**
 * An administrator destroys a socket of the server (`ss -K`, SOCK_DESTROY of sock_diag(7)): its kernel resets the connection as
 * with SO_LINGER, and the program that has it gets ECONNABORTED (tcp_abort).
 */
import { connect, exchange } from './_connection.ts';
import type { Scenario } from './_scenario.ts';
import { everywhere } from './_sight.ts';

export const scenario: Scenario = {
  id: 'socket-destruction-server',
  summary:
    'An administrator on the server destroys an idle connection with ss. The other end gets a reset that no program has asked for.',
  versions: [4, 6],
  run: async (lab) => {
    const { server, fails, seen } = lab;
    const ends = await connect(lab, 8080);
    await exchange(ends);
    await server.run('ss', ['--kill', '--no-header', 'state', 'established', 'sport', '=', ':8080']);
    await seen(server, 'R.');
    await fails(ends.server.receive(), 'ECONNABORTED');
    await fails(ends.client.receive(), 'ECONNRESET');
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 8080,
      cause: 'socket-destruction',
      by: 'server',
      how: 'reset',
      at: everywhere({ accept: ['abortive-close'] }),
    },
  ],
  packets: [{ from: 'server', flags: 'R.', seenAt: ['client', 'router', 'server'] }],
  // Of whom, is not asked: right after it was started a program may still bear the name of what started it.
  kernel: [{ event: 'tcp_send_reset', at: 'server', says: 'reason=TCP_STATE' }],
};
