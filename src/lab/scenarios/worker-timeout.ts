/** A worker is busy with one request for longer than it may be (gunicorn's timeout), and its master aborts it: SIGABRT. */
import type { Scenario } from './_scenario.ts';
import { everywhere } from './_sight.ts';

export const scenario: Scenario = {
  id: 'worker-timeout',
  summary:
    'A request takes longer than the two seconds that a worker may be silent. Its master aborts it, and the request gets no answer.',
  run: async ({ client, server, seen }) => {
    await server.startOwn('prefork.py', [server.address, '80', 'timeout', '2'], { listensOn: 80, log: 'prefork' });
    const socket = await client.connect(server, 80);
    await socket.send('GET /slow HTTP/1.1\r\nHost: server.example\r\n\r\n');
    await seen(server, 'F.');
    await socket.close();
    await seen(client, 'F.');
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 80,
      cause: 'worker-timeout',
      by: 'server',
      how: 'fin',
      at: everywhere({ accept: ['closed-without-response', 'request-timeout', 'process-crash'] }),
    },
  ],
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  kernel: [
    { event: 'signal_deliver', says: 'sig=6' },
    { event: 'sched_process_exit', says: 'comm=python3' },
  ],
  logs: [{ log: 'prefork', says: /WORKER TIMEOUT/ }],
};
