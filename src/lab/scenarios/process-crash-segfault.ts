/** A message of another length than the server thought of makes it follow a null pointer: SIGSEGV ends it, its kernel closes. */
import type { Scenario } from './_scenario.ts';
import { everywhere } from './_sight.ts';

export const scenario: Scenario<string> = {
  id: 'process-crash-segfault',
  summary:
    'A server in C answers a message of 64 bytes and dies of one that is shorter. The connection is closed without an answer.',
  programs: ['gcc'],
  prepare: async ({ server }) => await server.compile('message-server.c'),
  run: async ({ client, server, seen }, program) => {
    const ended = await server.start(program, [server.address, '7011', 'crash'], { listensOn: 7011 });
    const socket = await client.connect(server, 7011);
    await socket.send('x'.repeat(64));
    await socket.receive();
    await socket.send('x'.repeat(40));
    await seen(server, 'F.');
    await ended.ended;
    await socket.close();
    await seen(client, 'F.');
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 7011,
      cause: 'process-crash',
      by: 'server',
      how: 'fin',
      at: everywhere({ accept: ['closed-without-response'] }),
    },
  ],
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  kernel: [
    { event: 'signal_deliver', says: 'sig=11' },
    { event: 'sched_process_exit', says: 'comm=message-server' },
  ],
};
