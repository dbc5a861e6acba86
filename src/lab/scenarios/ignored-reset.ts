/**
 * A reset whose number is in the client's window, but not the next one, is challenged and ignored (RFC 5961 §3.2): the
 * connection goes on and ends as it should.
 */
import { forge } from '../forge.ts';
import { connect, exchange } from './_connection.ts';
import { watch } from './_forgery.ts';
import { LAST_RESPONSE, SECOND_REQUEST } from './_messages.ts';
import type { Scenario } from './_scenario.ts';

export const scenario: Scenario = {
  id: 'ignored-reset',
  summary:
    'A device sends the client a reset with a number that is in its window but is not the next. The client asks the server whether it meant that, goes on, and the connection ends well.',
  versions: [4, 6],
  run: async (lab) => {
    const { client, router, server, seen } = lab;
    const connection = await connect(lab, 8080);
    await exchange(connection);
    const { client: to, server: from, serverNext } = await watch(lab);
    await router.sendPacket(forge({ from, to, flags: 'R', seq: serverNext + 1460, ttl: 120, ipId: 0x1234 }));
    await seen(server, 'R', { at: ['client'] });
    await seen(client, '.');
    await exchange(connection, SECOND_REQUEST, LAST_RESPONSE);
    await connection.server.close();
    await connection.client.receiveAll();
    await connection.client.close();
    await seen(client, 'F.');
    await seen(server, '.');
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 8080,
      cause: 'ignored-reset',
      by: 'server',
      how: 'fin',
      // All that the server sees of it is an acknowledgement that it did not wait for.
      at: { server: { accept: ['normal-close'] } },
    },
  ],
  packets: [
    { from: 'server', flags: 'R', seenAt: ['client', 'router'], notAt: ['server'] },
    { from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] },
  ],
  kernel: [
    { event: 'TcpExtTCPChallengeACK', at: 'client' },
    { event: 'tcp_receive_reset', absent: true },
  ],
};
