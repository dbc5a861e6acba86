/** Redis' setting `timeout`: clients idle for longer are closed (clientsCronHandleTimeout in src/timeout.c); 0 is never. */
import { leaveIdle } from './_idle-client.ts';
import { startRedis } from './_redis.ts';
import type { Scenario } from './_scenario.ts';

export const scenario: Scenario = {
  id: 'server-idle-timeout-redis',
  summary: 'Redis closes the connection of a client that has asked nothing for its "timeout", here two seconds.',
  versions: [4, 6],
  programs: ['redis-server'],
  run: async (lab) => {
    await startRedis(lab.server, ['--timeout', '2', '--protected-mode', 'no']);
    await leaveIdle(lab, 6379, ['PING\r\n']);
  },
  truths: [{ clientPort: 50001, serverPort: 6379, cause: 'server-idle-timeout', by: 'server', how: 'fin' }],
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  kernel: [
    { event: 'inet_sock_set_state', at: 'server', says: 'oldstate=TCP_ESTABLISHED newstate=TCP_FIN_WAIT1' },
    { event: 'tcp_send_reset', absent: true },
  ],
  logs: [{ log: 'redis', says: /Closing idle client/ }],
};
