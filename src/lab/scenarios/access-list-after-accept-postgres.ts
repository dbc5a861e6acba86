/**
 * A line of pg_hba.conf says `reject`: PostgreSQL takes the start-up message, answers with the error 28000 and closes
 * (ClientAuthentication in src/backend/libpq/auth.c). It can know who asks for what only after it has accepted.
 */
import { startPostgres, startupMessage } from './_postgres.ts';
import type { Scenario } from './_scenario.ts';

export const scenario: Scenario = {
  id: 'access-list-after-accept-postgres',
  summary:
    'PostgreSQL accepts a connection, reads whom it is from, finds a line of pg_hba.conf that rejects that client, says so and closes.',
  versions: [4, 6],
  programs: ['postgres'],
  prepare: async ({ client, server, version }) => {
    const access = `host all all ${client.address}/${version === 4 ? 32 : 128} reject\nhost all all all trust\n`;
    await startPostgres(server, { access });
  },
  run: async ({ client, server, seen }) => {
    const refused = await client.connect(server, 5432);
    await refused.send(startupMessage());
    await refused.receiveAll();
    await refused.close();
    await seen(client, 'F.');
    await seen(server, '.');
  },
  truths: [{ clientPort: 50001, serverPort: 5432, cause: 'access-list-after-accept', by: 'server', how: 'fin' }],
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  logs: [{ log: 'postgres', says: /28000 FATAL: {2}pg_hba.conf rejects connection/ }],
};
