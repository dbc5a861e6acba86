/**
 * Sandvine's policy traffic switch, as Comcast used it in 2007: two resets, the second 12503 beyond the first, to be right
 * where the first came too late (Weaver, Sommer and Paxson, NDSS 2009). Here the device mirrors the TTL of the server.
 */
import { forge } from '../forge.ts';
import { connect, exchange } from './_connection.ts';
import { watch } from './_forgery.ts';
import type { Scenario } from './_scenario.ts';

export const scenario: Scenario = {
  id: 'injected-reset-sandvine',
  summary:
    'A device sends the client two resets in the name of the server, with the TTL of the server, the second with a number that is 12503 higher than anything the server has sent.',
  run: async (lab) => {
    const { router, server, seen, fails } = lab;
    const connection = await connect(lab, 6881);
    await exchange(connection, '\x13BitTorrent protocol', '\x13BitTorrent protocol');
    const { client: to, server: from, clientNext, serverNext } = await watch(lab, { said: 'BitTorrent' });
    for (const ahead of [0, 12_503]) {
      await router.sendPacket(
        forge({ from, to, flags: 'R.', seq: serverNext + ahead, ack: clientNext, ttl: 63, ipId: 0x100 }),
      );
      await seen(server, 'R.', { at: ['client'] });
    }
    await fails(connection.client.receive(), 'ECONNRESET');
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 6881,
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
