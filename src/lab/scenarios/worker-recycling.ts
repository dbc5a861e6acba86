/**
 * A worker ends after so many requests, to be made anew (gunicorn's max_requests), and takes with it what its other threads were
 * doing. Process status 0: nothing has crashed.
 */
import type { Scenario } from './_scenario.ts';
import { everywhere } from './_sight.ts';

export const scenario: Scenario = {
  id: 'worker-recycling',
  summary:
    'One client waits for a slow answer when another’s request is the last that the worker may take. The worker ends, and the first client gets nothing.',
  run: async ({ client, server, seen }) => {
    const where = [server.address, '80', 'max-requests', '2'];
    const master = await server.startOwn('prefork.py', where, { listensOn: 80, log: 'prefork' });
    const slow = await client.connect(server, 80);
    await slow.send('GET /slow HTTP/1.1\r\nHost: server.example\r\n\r\n');
    await seen(server, '.', { sourcePort: 80 });
    const quick = await client.connect(server, 80);
    await quick.send('GET / HTTP/1.1\r\nHost: server.example\r\n\r\n');
    await slow.receiveAll();
    await quick.receiveAll();
    await slow.close();
    await quick.close();
    await master.printed(/Autorestarting.*Booting/s);
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 80,
      cause: 'worker-recycling',
      by: 'server',
      how: 'fin',
      at: everywhere({ accept: ['closed-without-response', 'process-crash'] }),
    },
    {
      clientPort: 50002,
      serverPort: 80,
      cause: 'worker-recycling',
      by: 'server',
      how: 'fin',
      at: everywhere({ accept: ['normal-close', 'connection-request-limit'] }),
    },
  ],
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  kernel: [{ event: 'sched_process_exit', says: 'comm=python3' }],
  logs: [{ log: 'prefork', says: /Autorestarting worker after current request/ }],
};
