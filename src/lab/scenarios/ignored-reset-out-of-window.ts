/**
 * A reset whose number is far from what the client waits for is dropped without a word (RFC 9293 §3.5.3, RFC 5961 §3.2):
 * somebody off the path guessed, or a device lost the race. The connection goes on and ends as it should.
 */
import { forge } from '../forge.ts';
import { connect, exchange } from './_connection.ts';
import { watch } from './_forgery.ts';
import { LAST_RESPONSE, SECOND_REQUEST } from './_messages.ts';
import type { Scenario } from './_scenario.ts';

export const scenario: Scenario = {
  id: 'ignored-reset-out-of-window',
  summary:
    'Somebody sends the client three resets with numbers that are nowhere near the right one. The client drops them without a word, and the connection ends well.',
  versions: [4, 6],
  run: async (lab) => {
    const { client, router, server, seen } = lab;
    const connection = await connect(lab, 8080);
    await exchange(connection);
    const { client: to, server: from, clientNext, serverNext } = await watch(lab);
    for (const guess of [0x10000000, 0x20000000, 0x30000000]) {
      await router.sendPacket(
        forge({ from, to, flags: 'R.', seq: serverNext + guess, ack: clientNext, ttl: 243, ipId: 54321 }),
      );
      await seen(server, 'R.', { at: ['client'] });
    }
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
      // The server sees nothing of it.
      at: { server: { accept: ['normal-close'] } },
    },
  ],
  packets: [
    { from: 'server', flags: 'R.', seenAt: ['client', 'router'], notAt: ['server'] },
    { from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] },
  ],
  kernel: [
    { event: 'tcp_receive_reset', absent: true },
    { event: 'TcpExtTCPChallengeACK', at: 'client', absent: true },
  ],
};
