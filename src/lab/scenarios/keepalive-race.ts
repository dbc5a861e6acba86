/** The server's idle time-out runs out while a request is under way (RFC 9112 §9.5 says that clients must expect it). */

import { connect, exchange } from './_connection.ts';
import { SECOND_REQUEST } from './_messages.ts';
import type { Scenario } from './_scenario.ts';

const IDLE_LIMIT = 2;

export const scenario: Scenario = {
  id: 'keepalive-race',
  summary:
    "A server closes a connection that was idle for two seconds, while the client's next request is already on its way. The FIN and the request cross, and the server answers the request with a reset. The path takes 40 ms each way.",
  versions: [4, 6],
  run: async (lab) => {
    await lab.slowPath({ delay: 40 });
    const ends = await connect(lab, 8080);
    await exchange(ends);
    await lab.pass(IDLE_LIMIT);
    // Sent within the same millisecond or two; the request needs 40 to arrive.
    await Promise.all([ends.client.send(SECOND_REQUEST), ends.server.close()]);
    await lab.seen(lab.server, 'F.');
    await lab.seen(lab.server, 'R');
  },
  truths: [{ clientPort: 50001, serverPort: 8080, cause: 'keepalive-race', by: 'server', how: 'fin' }],
  packets: [
    { from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] },
    { from: 'server', flags: 'R', seenAt: ['client', 'router', 'server'] },
  ],
  kernel: [{ event: 'tcp_send_reset', at: 'server', says: 'reason=TCP_ABORT_ON_DATA' }],
};
