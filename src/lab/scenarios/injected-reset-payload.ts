/**
 * A device resets and says why in the payload of the reset, as RFC 9293 §3.5.3 (SHLD-2) allows and F5's `tm.rstcause.pkt`
 * does. The number is right; the server, whose name it bears, goes on.
 */
import { forge } from '../forge.ts';
import { connect } from './_connection.ts';
import { watch } from './_forgery.ts';
import { REQUEST, RESPONSE } from './_messages.ts';
import type { Scenario } from './_scenario.ts';

export const scenario: Scenario = {
  id: 'injected-reset-payload',
  summary:
    'A device resets the client in the name of the server and says so in the payload of the reset. The server answers the request a moment later.',
  versions: [4, 6],
  run: async (lab) => {
    const { client, router, server, seen, fails, pass } = lab;
    const connection = await connect(lab, 8080);
    await connection.client.send(REQUEST);
    await connection.server.receiveExactly(REQUEST.length);
    const { client: to, server: from, clientNext, serverNext } = await watch(lab, { said: 'GET' });
    const payload = 'Connection reset by policy "no-downloads"';
    await router.sendPacket(
      forge({ from, to, flags: 'R.', seq: serverNext, ack: clientNext, ttl: 255, ipId: 0x77, payload }),
    );
    await seen(server, 'R.', { at: ['client'] });
    await fails(connection.client.receive(), 'ECONNRESET');
    await pass(0.1);
    await connection.server.send(RESPONSE);
    await seen(client, 'R');
    await fails(connection.server.receive(), 'ECONNRESET');
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 8080,
      cause: 'injected-reset',
      by: 'middlebox',
      how: 'reset',
      // What the server gets is a genuine reset of a kernel that knows of no connection.
      at: { server: { accept: ['half-open-connection'], by: 'client' } },
    },
  ],
  packets: [
    { from: 'server', flags: 'R.', seenAt: ['client', 'router'], notAt: ['server'] },
    { from: 'client', flags: 'R', seenAt: ['client', 'router', 'server'] },
  ],
  kernel: [
    { event: 'tcp_receive_reset', at: 'client' },
    { event: 'tcp_send_reset', at: 'server', absent: true },
  ],
};
