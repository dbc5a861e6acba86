/**
 * A client vanishes without a word: a laptop that is closed, a train in a tunnel. The server's keep-alive finds out (RFC 1122
 * §4.2.3.6); for PostgreSQL tcp_keepalives_idle, _interval and _count say when.
 */
import { ask } from './_idle-client.ts';
import { startPostgres, startupMessage } from './_postgres.ts';
import type { Scenario } from './_scenario.ts';

/** After a second of silence three probes, a second apart. */
const PROBES = ['tcp_keepalives_idle=1', 'tcp_keepalives_interval=1', 'tcp_keepalives_count=3'];

export const scenario: Scenario = {
  id: 'keepalive-unanswered-server',
  summary:
    'A client of PostgreSQL vanishes without a word. Three keep-alive probes of the server stay unanswered, and its kernel resets the connection.',
  versions: [4, 6],
  programs: ['postgres'],
  prepare: async ({ server }) => {
    await startPostgres(server, { settings: PROBES });
  },
  run: async (lab) => {
    const { client, router, server, seen } = lab;
    await ask(lab, 5432, [startupMessage()]);
    await seen(client, '.', { at: ['server'], payload: 'database' });
    await seen(client, '.', { at: ['server'] });
    await router.firewall('forward', 'drop');
    await seen(server, 'R.', { at: ['server', 'router'] });
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 5432,
      cause: 'keepalive-unanswered',
      by: 'server',
      how: 'reset',
      // Neither the probes nor the reset come to where the client was.
      at: { client: { how: 'open', by: 'nobody', accept: ['still-open'] } },
    },
  ],
  packets: [{ from: 'server', flags: 'R.', seenAt: ['server', 'router'], notAt: ['client'] }],
  kernel: [{ event: 'tcp_send_reset', at: 'server', says: 'reason=TCP_KEEPALIVE_TIMEOUT' }],
  logs: [{ log: 'postgres', says: /could not receive data from client: Connection timed out/ }],
};
