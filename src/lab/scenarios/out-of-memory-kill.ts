/**
 * The server's control group has no more memory: the kernel kills a process of it (mm/oom_kill.c), and then closes its
 * sockets. The request had been read, so the client sees a FIN and no answer.
 */
import { REQUEST } from './_messages.ts';
import type { Scenario } from './_scenario.ts';
import { everywhere } from './_sight.ts';

const MEGABYTE = 1024 * 1024;

export const scenario: Scenario = {
  id: 'out-of-memory-kill',
  summary:
    'A server makes a report that does not fit into the memory its container may have. The kernel kills it, and the request gets no answer.',
  run: async ({ client, server, seen, memoryLimit }) => {
    const group = memoryLimit(32 * MEGABYTE);
    const hog = await server.startOwn('memory-hog.py', [server.address, '80', group, '100'], { listensOn: 80 });
    const socket = await client.connect(server, 80);
    await socket.send(REQUEST);
    await seen(server, 'F.');
    await hog.ended;
    await socket.close();
    await seen(client, 'F.');
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 80,
      cause: 'out-of-memory-kill',
      by: 'server',
      how: 'fin',
      at: everywhere({ accept: ['closed-without-response', 'process-crash'] }),
    },
  ],
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  kernel: [
    { event: 'mark_victim', says: 'comm=python3' },
    { event: 'signal_deliver', says: 'sig=9' },
    { event: 'sched_process_exit', says: 'comm=python3' },
  ],
};
