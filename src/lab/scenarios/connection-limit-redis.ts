/**
 * Redis has as many clients as maxclients allows. It accepts the next, says so and closes (acceptCommonHandler in
 * src/networking.c).
 */
import { startRedis } from './_redis.ts';
import type { Scenario } from './_scenario.ts';

export const scenario: Scenario = {
  id: 'connection-limit-redis',
  summary:
    'Redis allows one client, and there is one. The next is told "-ERR max number of clients reached" before it has asked for anything, and the server closes.',
  versions: [4, 6],
  programs: ['redis-server'],
  run: async ({ client, server, seen }) => {
    await startRedis(server, ['--protected-mode', 'no', '--maxclients', '1']);
    const first = await client.connect(server, 6379);
    await first.send('PING\r\n');
    await first.receive();
    const refused = await client.connect(server, 6379);
    await refused.receiveAll();
    await refused.close();
    await seen(client, 'F.');
    await seen(server, '.');
    await first.send('INFO stats\r\n');
    await seen(server, '.', { payload: 'rejected_connections:1' });
  },
  truths: [
    { clientPort: 50001, serverPort: 6379, cause: 'still-open', by: 'nobody', how: 'open' },
    // The text of the error says it all.
    { clientPort: 50002, serverPort: 6379, cause: 'connection-limit', by: 'server', how: 'fin' },
  ],
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  logs: [{ log: 'redis', says: /Accepted/ }],
};
