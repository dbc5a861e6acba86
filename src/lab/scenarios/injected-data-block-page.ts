/**
 * A filter beside the path answers a forbidden request in the server's name before the server can: a block page with the
 * right sequence number and a FIN, and a reset for the server. The real answer comes a moment later, with the same sequence
 * number and other bytes, and is thrown away as a duplicate.
 */
import { forge } from '../forge.ts';
import { connect } from './_connection.ts';
import { watch } from './_forgery.ts';
import { RESPONSE } from './_messages.ts';
import type { Scenario } from './_scenario.ts';

const REQUEST = 'GET / HTTP/1.1\r\nHost: forbidden.example\r\n\r\n';
const PAGE = 'This page has been blocked.\n';
const BLOCKED = `HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: ${PAGE.length}\r\n\r\n${PAGE}`;

export const scenario: Scenario = {
  id: 'injected-data-block-page',
  summary:
    "A filter beside the path answers a forbidden request with a block page in the server's name and closes, and resets the server in the client's. The answer of the server comes too late.",
  versions: [4, 6],
  run: async (lab) => {
    const { client, router, server, seen, pass } = lab;
    const ends = await connect(lab, 80);
    await ends.client.send(REQUEST);
    await ends.server.receiveExactly(REQUEST.length);
    const { client: near, server: far, clientNext, serverNext } = await watch(lab, { said: 'forbidden' });
    const page = { from: far, to: near, flags: 'F.', seq: serverNext, ack: clientNext, window: 8192 } as const;
    await router.sendPacket(forge({ ...page, payload: BLOCKED, ttl: 119, ipId: 0xf1 }));
    await seen(server, 'F.', { at: ['client'] });
    await pass(0.05);
    await ends.server.send(RESPONSE);
    await seen(server, '.', { at: ['client'], payload: 'ok' });
    await router.sendPacket(forge({ from: near, to: far, flags: 'R', seq: clientNext, ttl: 119, ipId: 0xf2 }));
    await seen(client, 'R', { at: ['server'] });
    await ends.client.receiveAll();
    await ends.client.close();
    await seen(server, 'R', { at: ['client'] });
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 80,
      cause: 'injected-data',
      by: 'middlebox',
      how: 'fin',
      at: {
        // The server sees the reset alone, from another distance, and acknowledgements of what it never sent.
        server: { accept: ['injected-reset'], how: 'reset' },
      },
    },
  ],
  packets: [
    { from: 'server', flags: 'F.', seenAt: ['client', 'router'], notAt: ['server'] },
    { from: 'client', flags: 'R', seenAt: ['server', 'router'], notAt: ['client'] },
  ],
  kernel: [
    { event: 'tcp_receive_reset', at: 'server' },
    { event: 'inet_sock_set_state', at: 'client', says: 'newstate=TCP_CLOSE_WAIT' },
  ],
};
