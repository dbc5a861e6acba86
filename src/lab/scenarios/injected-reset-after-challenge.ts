/**
 * A device sends the server a reset whose number is in the window but not the next one. The server does not believe it and
 * asks (a challenge ACK, RFC 5961 §3.2), and the challenge, which goes past the device, tells it the right number.
 */
import { forge } from '../forge.ts';
import { connect, exchange } from './_connection.ts';
import { watch } from './_forgery.ts';
import { SECOND_REQUEST } from './_messages.ts';
import type { Scenario } from './_scenario.ts';

export const scenario: Scenario = {
  id: 'injected-reset-after-challenge',
  summary:
    'A device resets the server in the name of the client, first with a wrong number, which the server challenges, then with the one that the challenge names. The client learns of it when it asks for something more.',
  versions: [4, 6],
  run: async (lab) => {
    const { client, router, server, seen, fails } = lab;
    const connection = await connect(lab, 8080);
    await exchange(connection);
    const { client: from, server: to, clientNext } = await watch(lab);
    const reset = { from, to, flags: 'R', ttl: 120, ipId: 0x1234 } as const;
    await seen(server, '.', { payload: 'ok' });
    await router.sendPacket(forge({ ...reset, seq: clientNext + 400 }));
    await seen(client, 'R', { at: ['server'] });
    const { ack } = await seen(server, '.', { at: ['router', 'client'] });
    await router.sendPacket(forge({ ...reset, seq: ack }));
    await seen(client, 'R', { at: ['server'] });
    await fails(connection.server.receive(), 'ECONNRESET');
    await connection.client.send(SECOND_REQUEST);
    await seen(server, 'R', { at: ['client'] });
    await fails(connection.client.receive(), 'ECONNRESET');
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 8080,
      cause: 'injected-reset',
      by: 'middlebox',
      how: 'reset',
      // What the client gets is a genuine reset of a kernel that knows of no connection.
      at: { client: { accept: ['half-open-connection'], by: 'server' } },
    },
  ],
  packets: [
    { from: 'client', flags: 'R', seenAt: ['server', 'router'], notAt: ['client'] },
    { from: 'server', flags: 'R', seenAt: ['client', 'router', 'server'] },
  ],
  kernel: [
    { event: 'TcpExtTCPChallengeACK', at: 'server' },
    { event: 'tcp_receive_reset', at: 'server' },
    { event: 'tcp_send_reset', at: 'client', absent: true },
  ],
};
