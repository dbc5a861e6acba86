/** A client closes with bytes of the answer unread: its kernel says by a reset that they are lost (RFC 1122 §4.2.2.13). */
import { connect } from './_connection.ts';
import { REQUEST } from './_messages.ts';
import type { Scenario } from './_scenario.ts';
import { everywhere } from './_sight.ts';

const HALF_A_RESPONSE = `HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n${'x'.repeat(200)}`;

export const scenario: Scenario = {
  id: 'client-abort-unread',
  summary:
    'A client closes in the middle of a download without having read what had already come: its kernel resets the connection at once.',
  versions: [4, 6],
  run: async (lab) => {
    const { client, server, seen } = lab;
    const ends = await connect(lab, 8080);
    await ends.client.send(REQUEST);
    await ends.server.receiveExactly(REQUEST.length);
    await ends.server.send(HALF_A_RESPONSE);
    await seen(server, '.', { payload: 'Content-Length: 400' });
    await seen(client, '.');
    await ends.client.close();
    await seen(client, 'R.');
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 8080,
      cause: 'client-abort',
      by: 'client',
      how: 'reset',
      // The same event by the kernel's name; and SO_LINGER gives the same packet.
      at: everywhere({ accept: ['unread-data-at-close', 'abortive-close'] }),
    },
  ],
  packets: [{ from: 'client', flags: 'R.', seenAt: ['client', 'router', 'server'] }],
  kernel: [{ event: 'tcp_send_reset', at: 'client', says: 'reason=TCP_ABORT_ON_CLOSE' }],
};
