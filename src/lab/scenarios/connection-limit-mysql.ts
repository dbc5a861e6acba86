/**
 * MariaDB has as many connections as max_connections allows, and the one more that it keeps for an administrator. The next
 * client finds the error 1040 where the greeting should be (create_new_thread in sql/mysqld.cc).
 */
import { startMariadb } from './_mariadb.ts';
import type { Scenario } from './_scenario.ts';

/** max_connections cannot be less than ten, and one more is let in to be told who may come in its place. */
const LIMIT = 10;

export const scenario: Scenario = {
  id: 'connection-limit-mysql',
  summary:
    'MariaDB has all the connections it may have. The next client is told "Too many connections" (error 1040) instead of being greeted, and the server closes.',
  versions: [4, 6],
  programs: ['mariadbd'],
  prepare: async ({ client, server }) => {
    await startMariadb(server, [`--max-connections=${LIMIT}`]);
    for (let i = 0; i <= LIMIT; i += 1) {
      const socket = await client.connect(server, 3306, { sourcePort: 50_101 + i });
      await socket.receive();
    }
  },
  run: async ({ client, server, seen }) => {
    const refused = await client.connect(server, 3306);
    await refused.receiveAll();
    await refused.close();
    await seen(client, 'F.');
    await seen(server, '.');
  },
  // The text of the error says it all.
  truths: [{ clientPort: 50001, serverPort: 3306, cause: 'connection-limit', by: 'server', how: 'fin' }],
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  kernel: [{ event: 'tcp_send_reset', absent: true }],
};
