/**
 * PostgreSQL's idle_session_timeout (since 14; 0, never, where nobody has set it): the session gets the error 57P05 and is
 * closed (ProcessInterrupts in src/backend/tcop/postgres.c).
 */
import { leaveIdle } from './_idle-client.ts';
import { startPostgres, startupMessage } from './_postgres.ts';
import type { Scenario } from './_scenario.ts';

/** A simple query: type, length, text (protocol 3.0). */
const QUERY = 'Q\0\0\0\rselect 1\0';

export const scenario: Scenario = {
  id: 'server-idle-timeout-postgres',
  summary:
    'PostgreSQL ends a session in which nothing was asked for its idle_session_timeout, here two seconds: it says so by an error message and closes.',
  versions: [4, 6],
  programs: ['postgres'],
  prepare: async ({ server }) => {
    await startPostgres(server, { settings: ['idle_session_timeout=2s'] });
  },
  run: async (lab) => {
    await leaveIdle(lab, 5432, [startupMessage(), QUERY]);
  },
  truths: [{ clientPort: 50001, serverPort: 5432, cause: 'server-idle-timeout', by: 'server', how: 'fin' }],
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  kernel: [
    { event: 'inet_sock_set_state', at: 'server', says: 'newstate=TCP_FIN_WAIT1 comm=postgres' },
    { event: 'tcp_send_reset', absent: true },
  ],
  logs: [{ log: 'postgres', says: /57P05 FATAL: {2}terminating connection due to idle-session timeout/ }],
};
