/**
 * An administrator ends a session (KILL): MariaDB interrupts its query and closes without a word. The client hears nothing of
 * why: "Lost connection to server during query".
 */
import { startMariadb } from './_mariadb.ts';
import type { Scenario } from './_scenario.ts';
import { everywhere } from './_sight.ts';

export const scenario: Scenario = {
  id: 'administrative-termination-mysql',
  summary:
    'A query runs for too long, and an administrator kills its session. MariaDB closes the connection without an answer.',
  programs: ['mariadbd', 'mariadb'],
  prepare: async ({ server }) => await startMariadb(server, ['--log-warnings=9']),
  run: async (lab) => {
    const { client, server, seen } = lab;
    const port = client.takePort();
    await client.sysctl('ipv4/ip_local_port_range', `${port} ${port}`);
    const as = ['--no-defaults', '-h', server.address, '-u', 'root', '--skip-ssl', '-N', '-e'];
    const session = await client.start('mariadb', [...as, 'SELECT SLEEP(60)'], { log: 'mariadb-client' });
    await seen(client, '.', { at: ['server'], payload: 'SELECT SLEEP' });
    await seen(server, '.', { at: ['server'] });
    const list = `SELECT ID FROM information_schema.PROCESSLIST WHERE INFO LIKE 'SELECT SLEEP%'`;
    const id = await server.run('mariadb', [...as, list]);
    await server.run('mariadb', [...as, `KILL ${id.trim()}`]);
    await seen(server, 'F.');
    await session.ended;
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 3306,
      cause: 'administrative-termination',
      by: 'server',
      how: 'fin',
      at: everywhere({ accept: ['closed-without-response', 'process-crash'] }),
    },
  ],
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  logs: [
    { log: 'mariadb', says: /Aborted connection .*\(KILLED\)/ },
    { log: 'mariadb-client', says: /ERROR 2013 \(HY000\).*Lost connection to server during query/ },
  ],
};
