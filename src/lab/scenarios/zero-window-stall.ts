/**
 * A receiver that reads no more closes its window. The sender asks again and again, ever more seldom (RFC 9293 §3.8.6.1,
 * zero-window probing), and every probe is answered: TCP would go on like this for ever. What ends it is the program.
 */
import { connect } from './_connection.ts';
import { REQUEST } from './_messages.ts';
import type { Scenario } from './_scenario.ts';

/** A window of a few hundred bytes. */
const SMALL = { SO_RCVBUF: 2304 };
const PATIENCE = 4;

export const scenario: Scenario = {
  id: 'zero-window-stall',
  summary:
    'A client asks for a page and does not read the answer. Its window is full, the server probes it for four seconds, and then the program aborts: a reset.',
  versions: [4, 6],
  run: async (lab) => {
    const { server, seen, pass } = lab;
    const ends = await connect(lab, 8080, { options: SMALL });
    await ends.client.send(REQUEST);
    await ends.server.receiveExactly(REQUEST.length);
    await ends.server.send(`HTTP/1.1 200 OK\r\nContent-Length: 8000\r\n\r\n${'x'.repeat(8000)}`);
    await pass(PATIENCE);
    await ends.server.reset();
    await seen(server, 'R.');
  },
  truths: [{ clientPort: 50001, serverPort: 8080, cause: 'zero-window-stall', by: 'server', how: 'reset' }],
  packets: [{ from: 'server', flags: 'R.', seenAt: ['client', 'router', 'server'] }],
  kernel: [
    { event: 'TcpExtTCPWinProbe', at: 'server' },
    { event: 'TcpExtTCPToZeroWindowAdv', at: 'client' },
    { event: 'tcp_send_reset', at: 'server', says: 'answers=nothing socket=there' },
  ],
};
