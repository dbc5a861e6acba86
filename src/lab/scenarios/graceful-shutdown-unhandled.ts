/**
 * A program that does not know SIGTERM is stopped, as `systemctl stop` and `docker stop` do. The kernel ends it at once, and
 * what it delivers is SIGKILL (kernel/signal.c, complete_signal): only who sent the signal knows which it was.
 */
import type { Scenario } from './_scenario.ts';
import { everywhere } from './_sight.ts';

export const scenario: Scenario = {
  id: 'graceful-shutdown-unhandled',
  summary:
    'A server that has no handler for SIGTERM is stopped while a client waits between two requests. Its kernel closes the connection.',
  run: async ({ client, server, seen, pass }) => {
    const doubler = await server.startOwn('doubler.py', [server.address, '7010'], { listensOn: 7010 });
    const socket = await client.connect(server, 7010);
    await socket.send('21\n');
    await socket.receive();
    await pass(0.7);
    await doubler.kill('SIGTERM');
    await socket.receiveAll();
    await socket.close();
    await seen(client, 'F.');
    await seen(server, '.');
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 7010,
      cause: 'graceful-shutdown',
      by: 'server',
      how: 'fin',
      // One connection that the server closes looks like any other.
      at: everywhere({ accept: ['normal-close', 'server-idle-timeout'] }),
    },
  ],
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  kernel: [
    { event: 'signal_generate', says: 'sig=15' },
    { event: 'signal_deliver', says: 'sig=9' },
    { event: 'sched_process_exit', says: 'comm=python3' },
  ],
};
