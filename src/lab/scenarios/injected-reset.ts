/** A device beside the path sends a reset in the server's name (Weaver, Sommer and Paxson, NDSS 2009); the server goes on. */
import { forge } from '../forge.ts';
import { connect } from './_connection.ts';
import { RESPONSE } from './_messages.ts';
import type { Scenario } from './_scenario.ts';

const REQUEST = 'GET / HTTP/1.1\r\nHost: forbidden.example\r\n\r\n';

export const scenario: Scenario = {
  id: 'injected-reset',
  summary:
    'A device beside the path has seen a forbidden name in the request and sends the client a reset in the server\'s name, with the right sequence number but a TTL and an IP ID of its own. The server knows nothing of it and answers the request; its data comes after "its" reset.',
  versions: [4, 6],
  run: async (lab) => {
    const { client, router, server, seen } = lab;
    const ends = await connect(lab, 80);
    await ends.client.send(REQUEST);
    await ends.server.receiveExactly(REQUEST.length);
    const { ack } = await seen(client, '.', { payload: 'forbidden' });
    const from = { address: server.address, port: 80 };
    const to = { address: client.address, port: 50001 };
    await router.sendPacket(forge({ from, to, flags: 'R', seq: ack, ttl: 50, ipId: 43_981 }));
    await seen(server, 'R', { at: ['client', 'router'] });
    await ends.server.send(RESPONSE);
    await seen(client, 'R');
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 80,
      cause: 'injected-reset',
      by: 'middlebox',
      how: 'reset',
      // What the server gets is a genuine reset of a kernel that knows of no connection; why it knows of none, the client saw.
      at: { server: { accept: ['half-open-connection'], by: 'client' } },
    },
  ],
  packets: [
    { from: 'server', flags: 'R', seenAt: ['client', 'router'], notAt: ['server'] },
    { from: 'client', flags: 'R', seenAt: ['client', 'router', 'server'] },
  ],
  kernel: [
    { event: 'tcp_receive_reset', at: 'client' },
    { event: 'tcp_send_reset', at: 'client', says: 'reason=NO_SOCKET' },
    { event: 'tcp_send_reset', at: 'server', absent: true },
  ],
};
