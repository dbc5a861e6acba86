/** Keep-alive probes stay unanswered (RFC 1122 §4.2.3.6; tcp_keepalive_timer in net/ipv4/tcp_timer.c resets). */

import { connect, exchange } from './_connection.ts';
import type { Scenario } from './_scenario.ts';

/** After a second of silence three probes, a second apart. */
const PROBES = { SO_KEEPALIVE: 1, TCP_KEEPIDLE: 1, TCP_KEEPINTVL: 1, TCP_KEEPCNT: 3 };

export const scenario: Scenario = {
  id: 'keepalive-unanswered',
  summary:
    'The path breaks while a connection is idle. Three keep-alive probes of the client stay unanswered, and its kernel resets the connection.',
  versions: [4, 6],
  run: async (lab) => {
    const { client, router, seen, fails } = lab;
    const ends = await connect(lab, 8080, { options: PROBES });
    await exchange(ends);
    await seen(client, '.', { at: ['server'] });
    await router.firewall('forward', 'drop');
    await fails(ends.client.receive(), 'ETIMEDOUT');
    await seen(client, 'R.', { at: ['client', 'router'] });
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 8080,
      cause: 'keepalive-unanswered',
      by: 'client',
      how: 'reset',
      // Neither the probes nor the reset come that far.
      at: { server: { how: 'open', by: 'nobody', accept: ['still-open'] } },
    },
  ],
  packets: [{ from: 'client', flags: 'R.', seenAt: ['client', 'router'], notAt: ['server'] }],
  kernel: [{ event: 'tcp_send_reset', at: 'client', says: 'reason=TCP_KEEPALIVE_TIMEOUT' }],
};
