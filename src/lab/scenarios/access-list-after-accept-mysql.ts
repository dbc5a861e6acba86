/**
 * MariaDB has no account for the client's address: error 1130 where the greeting should be, and it closes
 * (acl_check_host in sql/sql_acl.cc).
 */
import { startMariadb } from './_mariadb.ts';
import type { Scenario } from './_scenario.ts';

export const scenario: Scenario = {
  id: 'access-list-after-accept-mysql',
  summary:
    'MariaDB accepts a connection from an address from which no account may come. It says "Host … is not allowed to connect" (error 1130) instead of a greeting and closes.',
  versions: [4, 6],
  programs: ['mariadbd'],
  prepare: async ({ server }) => {
    await startMariadb(server, ['--log-warnings=4'], server.address);
  },
  run: async ({ client, server, seen }) => {
    const refused = await client.connect(server, 3306);
    await refused.receiveAll();
    await refused.close();
    await seen(client, 'F.');
    await seen(server, '.');
  },
  truths: [{ clientPort: 50001, serverPort: 3306, cause: 'access-list-after-accept', by: 'server', how: 'fin' }],
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  kernel: [{ event: 'tcp_send_reset', absent: true }],
};
