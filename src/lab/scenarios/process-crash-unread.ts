/**
 * A server that does not come to read is killed. Its kernel closes the socket with the request still in it: a reset, as with
 * every close that leaves data unread (tcp_close, TCP_ABORT_ON_CLOSE).
 */
import type { Scenario } from './_scenario.ts';
import { everywhere } from './_sight.ts';

export const scenario: Scenario = {
  id: 'process-crash-unread',
  summary: 'A server that hangs is killed with a request in its socket that it has not read. Its kernel sends a reset.',
  versions: [4, 6],
  run: async ({ client, server, seen }) => {
    const doubler = await server.startOwn('doubler.py', [server.address, '7010'], { listensOn: 7010 });
    const socket = await client.connect(server, 7010);
    await socket.send('21\n');
    await socket.receive();
    await doubler.hold();
    await socket.send('5\n');
    await seen(client, '.', { payload: '5\n' });
    await doubler.kill('SIGKILL');
    await seen(server, 'R.');
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 7010,
      cause: 'process-crash',
      by: 'server',
      how: 'reset',
      at: everywhere({ accept: ['unread-data-at-close'] }),
    },
  ],
  packets: [{ from: 'server', flags: 'R.', seenAt: ['client', 'router', 'server'] }],
  kernel: [
    { event: 'tcp_send_reset', at: 'server', says: 'reason=TCP_ABORT_ON_CLOSE' },
    { event: 'signal_generate', says: 'sig=9' },
    { event: 'signal_deliver', says: 'sig=9' },
    { event: 'sched_process_exit', says: 'comm=python3' },
  ],
};
