/**
 * An exception that nobody catches ends the server's process in the middle of a dialogue; its kernel closes the socket for it.
 * All had been read, so that is a FIN: from outside it looks as if the server had closed.
 */
import type { Scenario } from './_scenario.ts';
import { everywhere } from './_sight.ts';

export const scenario: Scenario = {
  id: 'process-crash-exception',
  summary:
    'A server that doubles integers is given a text. Its exception ends the process, and the connection is closed without an answer.',
  run: async ({ client, server, seen }) => {
    const doubler = await server.startOwn('doubler.py', [server.address, '7010'], { listensOn: 7010, log: 'doubler' });
    const socket = await client.connect(server, 7010);
    await socket.send('21\n');
    await socket.receive();
    await socket.send('many\n');
    await seen(server, 'F.');
    await doubler.ended;
    await socket.close();
    await seen(client, 'F.');
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 7010,
      cause: 'process-crash',
      by: 'server',
      how: 'fin',
      // Its last message is as short as a goodbye, to which a server closes.
      at: everywhere({ accept: ['closed-without-response', 'normal-close'] }),
    },
  ],
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  kernel: [{ event: 'sched_process_exit', says: 'comm=python3' }],
  logs: [{ log: 'doubler', says: /ValueError: invalid literal for int\(\) with base 10: b'many\\n'/ }],
};
