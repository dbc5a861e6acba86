/** A count that no command has (networking.c processMultibulkBuffer): Redis answers `-ERR Protocol error` and closes. */
import { startRedis } from './_redis.ts';
import type { Scenario } from './_scenario.ts';

export const scenario: Scenario = {
  id: 'protocol-error-redis',
  summary: 'A client announces a command of more parts than Redis takes. Redis answers "Protocol error" and closes.',
  programs: ['redis-server'],
  run: async ({ client, server, seen }) => {
    await startRedis(server, ['--protected-mode', 'no']);
    const socket = await client.connect(server, 6379);
    await socket.send('*1\r\n$4\r\nPING\r\n');
    await socket.receive();
    await socket.send('*99999999999\r\n');
    await socket.receiveAll();
    await socket.close();
    await seen(client, 'F.');
  },
  truths: [{ clientPort: 50001, serverPort: 6379, cause: 'protocol-error', by: 'server', how: 'fin' }],
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  logs: [{ log: 'redis', says: /Protocol error \(invalid mbulk count\) from client/ }],
};
