/**
 * Redis without a password serves its own host alone (`protected-mode`): it accepts a client from elsewhere, says why not
 * and closes (acceptCommonHandler in src/networking.c).
 */
import { startRedis } from './_redis.ts';
import type { Scenario } from './_scenario.ts';

export const scenario: Scenario = {
  id: 'access-list-after-accept-redis',
  summary:
    'Redis in protected mode accepts a client from another host, tells it "-DENIED Redis is running in protected mode" and closes.',
  versions: [4, 6],
  programs: ['redis-server'],
  run: async ({ client, server, seen }) => {
    await startRedis(server, ['--protected-mode', 'yes']);
    const refused = await client.connect(server, 6379);
    await refused.receiveAll();
    await refused.close();
    await seen(client, 'F.');
    await seen(server, '.');
  },
  truths: [{ clientPort: 50001, serverPort: 6379, cause: 'access-list-after-accept', by: 'server', how: 'fin' }],
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  logs: [{ log: 'redis', says: /Accepted/ }],
};
