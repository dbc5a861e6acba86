/**
 * A box resets an IPv6 connection and copies everything from the server that it can see, hop limit and numbers; the flow
 * label, which the server's kernel puts into every packet of a connection (RFC 6437, net.ipv6.auto_flowlabels), it leaves 0.
 */
import { forge } from '../forge.ts';
import { connect, exchange } from './_connection.ts';
import { watch } from './_forgery.ts';
import type { Scenario } from './_scenario.ts';

export const scenario: Scenario = {
  id: 'injected-reset-flow-label',
  summary:
    'A box resets the client of an IPv6 connection with the right numbers and the right hop limit, but without a flow label, while the server uses one and has nothing to do with it.',
  versions: [6],
  run: async (lab) => {
    const { router, server, seen, fails } = lab;
    const connection = await connect(lab, 8080);
    await exchange(connection);
    const { client: near, server: far, clientNext, serverNext } = await watch(lab);
    const reset = { from: far, to: near, flags: 'R.', seq: serverNext, ack: clientNext, window: 504 } as const;
    await router.sendPacket(forge({ ...reset, ttl: 63 }));
    await seen(server, 'R.', { at: ['client'] });
    await fails(connection.client.receive(), 'ECONNRESET');
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 8080,
      cause: 'injected-reset',
      by: 'middlebox',
      how: 'reset',
      // The server is not told.
      at: { server: { accept: ['still-open'], by: 'nobody', how: 'open' } },
    },
  ],
  packets: [{ from: 'server', flags: 'R.', seenAt: ['client', 'router'], notAt: ['server'] }],
  kernel: [
    { event: 'tcp_receive_reset', at: 'client' },
    { event: 'tcp_send_reset', absent: true },
  ],
};
