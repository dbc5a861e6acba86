/**
 * PostgreSQL has as many connections as max_connections allows. It takes the next client's start-up message, answers with
 * the error 53300 and closes (ProcessStartupPacket, CanAcceptConnections in src/backend/postmaster/postmaster.c).
 */
import { startPostgres, startupMessage } from './_postgres.ts';
import type { Scenario } from './_scenario.ts';

export const scenario: Scenario = {
  id: 'connection-limit-postgres',
  summary:
    'PostgreSQL allows one connection, and there is one. The next client is told "sorry, too many clients already" (error 53300), and the server closes.',
  versions: [4, 6],
  programs: ['postgres'],
  prepare: async ({ server }) => {
    const settings = ['max_connections=1', 'superuser_reserved_connections=0', 'max_wal_senders=0'];
    await startPostgres(server, { settings });
  },
  run: async ({ client, server, seen }) => {
    const first = await client.connect(server, 5432);
    await first.send(startupMessage());
    await first.receive();
    const refused = await client.connect(server, 5432);
    await refused.send(startupMessage());
    await refused.receiveAll();
    await refused.close();
    await seen(client, 'F.');
    await seen(server, '.');
  },
  truths: [
    { clientPort: 50001, serverPort: 5432, cause: 'still-open', by: 'nobody', how: 'open' },
    // The text of the error says it all.
    { clientPort: 50002, serverPort: 5432, cause: 'connection-limit', by: 'server', how: 'fin' },
  ],
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  kernel: [{ event: 'tcp_send_reset', absent: true }],
  logs: [{ log: 'postgres', says: /53300 FATAL: {2}sorry, too many clients already/ }],
};
