/**
 * A Node server without a file descriptor left: libuv keeps one in reserve, closes it, accepts every waiting connection with
 * it and closes each at once (uv__emfile_trick in src/unix/stream.c). No event tells the program.
 */
import { programPath } from '../agent.ts';
import { CLOSED_AT_ONCE } from './_forwarder.ts';
import type { Scenario } from './_scenario.ts';
import { everywhere } from './_sight.ts';

export const scenario: Scenario = {
  id: 'file-descriptor-exhaustion-node',
  summary:
    'A Node server has leaked all its file descriptors. It still accepts each connection, with the one that libuv keeps in reserve, and closes it at once.',
  versions: [4, 6],
  run: async ({ client, server, seen }) => {
    const script = [programPath('descriptor-leak.mjs'), server.address, '3000'];
    const node = await server.start('prlimit', ['--nofile=64', process.execPath, ...script], {
      listensOn: 3000,
      log: 'node',
    });
    const leak = await client.connect(server, 3000);
    await leak.send('GET /leak HTTP/1.1\r\nHost: server.example\r\n\r\n');
    await node.printed(/EMFILE/);
    await leak.receive();
    const socket = await client.connect(server, 3000);
    await socket.receiveAll();
    await socket.close();
    await seen(client, 'F.');
    await seen(server, '.');
  },
  truths: [
    { clientPort: 50001, serverPort: 3000, cause: 'still-open', by: 'nobody', how: 'open' },
    {
      clientPort: 50002,
      serverPort: 3000,
      cause: 'file-descriptor-exhaustion',
      by: 'server',
      how: 'fin',
      at: everywhere({ accept: CLOSED_AT_ONCE }),
    },
  ],
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  kernel: [{ event: 'tcp_send_reset', absent: true }],
  logs: [{ log: 'node', says: /EMFILE: too many open files/ }],
};
