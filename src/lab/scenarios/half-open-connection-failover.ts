/**
 * A virtual address moves to a standby, as keepalived and Pacemaker do it: the server gives the address up, the standby takes
 * it and announces it (gratuitous ARP). It knows no connection of the server's, and resets the next request. The server is not
 * heard by that address again: no two machines have it.
 */
import { connect, exchange } from './_connection.ts';
import { SECOND_REQUEST } from './_messages.ts';
import type { Scenario } from './_scenario.ts';
import { addTwin, switchTwinOn } from './_twin.ts';

export const scenario: Scenario = {
  id: 'half-open-connection-failover',
  summary:
    "The server's address fails over to a standby, which announces it. The standby knows nothing of the open connection and answers the client's next request with a reset.",
  backend: true,
  prepare: addTwin,
  run: async (lab) => {
    const { server, fails, seen } = lab;
    const connection = await connect(lab, 8080);
    await exchange(connection);
    await server.ip(`addr del ${server.address}/24 dev eth0`);
    await switchTwinOn(lab);
    await connection.client.send(SECOND_REQUEST);
    await fails(connection.client.receive(), 'ECONNRESET');
    await seen(server, 'R', { at: ['client', 'router'] });
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 8080,
      cause: 'half-open-connection',
      by: 'server',
      how: 'reset',
      at: {
        server: { accept: ['still-open'], by: 'nobody', how: 'open' },
      },
    },
  ],
  packets: [{ from: 'server', flags: 'R', seenAt: ['client', 'router'], notAt: ['server'] }],
  kernel: [{ event: 'tcp_send_reset', says: 'reason=NO_SOCKET' }],
};
