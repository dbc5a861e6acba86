/** A program listens on 127.0.0.1 only, as Redis, PostgreSQL and MariaDB do by default: to others the port is closed. */
import type { Scenario } from './_scenario.ts';
import { everywhere } from './_sight.ts';

export const scenario: Scenario = {
  id: 'listener-on-another-address',
  summary:
    "Redis runs and answers on the server itself, but is bound to 127.0.0.1. A client that connects to the server's address is refused.",
  versions: [4, 6],
  programs: ['redis-server', 'redis-cli'],
  run: async ({ client, server, seen, fails }) => {
    const settings = ['--port', '6379', '--bind', '127.0.0.1', '--save', '', '--dir', server.folder('redis')];
    await server.start('redis-server', settings, { listensOn: 6379, log: 'redis' });
    await server.run('redis-cli', ['-h', '127.0.0.1', 'ping']);
    await fails(client.connect(server, 6379), 'ECONNREFUSED');
    await seen(server, 'R.');
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 6379,
      cause: 'listener-on-another-address',
      by: 'server',
      how: 'refused',
      // Packets do not say on which other addresses a program listens.
      at: everywhere({ accept: ['closed-port'] }),
    },
  ],
  packets: [{ from: 'server', flags: 'R.', seenAt: ['client', 'router', 'server'] }],
  kernel: [{ event: 'tcp_send_reset', at: 'server', says: 'reason=NO_SOCKET' }],
  logs: [{ log: 'redis', says: /Ready to accept connections/ }],
};
