/**
 * A client aborts while more of the answer is under way: its reset, and one more for each segment that still comes, because
 * its socket is gone (RFC 9293 §3.5.2). The first has ended the connection; the others repeat it.
 */
import { connect } from './_connection.ts';
import { REQUEST } from './_messages.ts';
import type { Scenario } from './_scenario.ts';

const PIECE = 'x'.repeat(500);
const PIECES = 3;

export const scenario: Scenario = {
  id: 'client-abort-duplicate-reset',
  summary:
    'A client aborts in the middle of a download, over a path of 40 ms each way, while three more segments are on their way to it. Each of them is answered with a reset that says what the first had said.',
  versions: [4, 6],
  run: async (lab) => {
    const { client, seen, slowPath } = lab;
    await slowPath({ delay: 40 });
    const ends = await connect(lab, 8080);
    await ends.server.set({ TCP_NODELAY: 1 });
    await ends.client.send(REQUEST);
    await ends.server.receiveExactly(REQUEST.length);
    const head = 'HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n';
    await ends.server.send(head + PIECE);
    await ends.client.receiveExactly(head.length + PIECE.length);
    await seen(client, '.', { at: ['server'] });
    for (let i = 0; i < PIECES; i += 1) await ends.server.send(PIECE);
    await ends.client.reset();
    await seen(client, 'R.');
    for (let i = 0; i < PIECES; i += 1) await seen(client, 'R');
  },
  truths: [{ clientPort: 50001, serverPort: 8080, cause: 'client-abort', by: 'client', how: 'reset' }],
  packets: [
    { from: 'client', flags: 'R.', seenAt: ['client', 'router', 'server'] },
    { from: 'client', flags: 'R', seenAt: ['client', 'router', 'server'] },
  ],
  kernel: [
    { event: 'tcp_send_reset', at: 'client', says: 'answers=nothing socket=there' },
    { event: 'tcp_send_reset', at: 'client', says: 'reason=NO_SOCKET' },
    { event: 'TcpOutRsts', at: 'client', says: '+4' },
  ],
};
