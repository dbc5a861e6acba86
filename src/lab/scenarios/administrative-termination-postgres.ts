/** An administrator ends a session (pg_terminate_backend): PostgreSQL says so, FATAL 57P01 (admin_shutdown), and closes. */
import type { Program } from '../program.ts';
import { comeTogether } from './_last-words.ts';
import { startPostgres } from './_postgres.ts';
import type { Scenario } from './_scenario.ts';

const TERMINATE = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%'`;

export const scenario: Scenario<Program> = {
  id: 'administrative-termination-postgres',
  summary:
    'A query runs for too long, and an administrator terminates its session. PostgreSQL tells the client so and closes the connection.',
  programs: ['postgres', 'psql'],
  prepare: async ({ server }) => await startPostgres(server),
  run: async (lab, postgres) => {
    const { client, server, seen, slowPath } = lab;
    await slowPath({ delay: 100 });
    const port = client.takePort();
    await client.sysctl('ipv4/ip_local_port_range', `${port} ${port}`);
    const as = ['-X', '-h', server.address, '-U', 'postgres', '-c'];
    const psql = await client.start('psql', [...as, 'SELECT pg_sleep(60)'], { log: 'psql' });
    await seen(client, '.', { at: ['server'], payload: 'SELECT pg_sleep' });
    await seen(server, '.', { at: ['server'] });
    const administrator = await server.start('psql', [...as, TERMINATE]);
    await comeTogether(lab, psql, '57P01');
    await administrator.ended;
    await postgres.printed(/terminating connection due to administrator command/);
    await psql.ended;
  },
  truths: [{ clientPort: 50001, serverPort: 5432, cause: 'administrative-termination', by: 'server', how: 'fin' }],
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  logs: [
    { log: 'postgres', says: /57P01 FATAL: {2}terminating connection due to administrator command/ },
    { log: 'psql', says: /terminating connection due to administrator command/ },
  ],
};
