/**
 * A server says goodbye and closes while three messages of the client are under way. Its socket is gone, so each of them is
 * answered with a reset (RFC 9293 §3.6.1 case of data after CLOSE); nothing was lost that anybody waited for.
 */
import { connect, exchange } from './_connection.ts';
import type { Scenario } from './_scenario.ts';

const MESSAGES = 3;

export const scenario: Scenario = {
  id: 'reset-after-close-burst',
  summary:
    'A server says goodbye and closes, over a path of 30 ms each way, while three messages of the client are under way. It resets each of them.',
  versions: [4, 6],
  run: async (lab) => {
    const { seen, server, client, slowPath } = lab;
    await slowPath({ delay: 30 });
    const ends = await connect(lab, 7000, { options: { TCP_NODELAY: 1 } });
    await exchange(ends, 'hello\n', 'hello\n');
    await seen(client, '.', { at: ['server'], payload: 'hello' });
    await ends.server.send('goodbye\n');
    await ends.server.close();
    for (let i = 1; i <= MESSAGES; i += 1) await ends.client.send(`status ${i}\n`);
    for (let i = 1; i <= MESSAGES; i += 1) await seen(server, 'R');
  },
  truths: [{ clientPort: 50001, serverPort: 7000, cause: 'reset-after-close', by: 'server', how: 'fin' }],
  packets: [
    { from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] },
    { from: 'server', flags: 'R', seenAt: ['client', 'router', 'server'] },
  ],
  kernel: [{ event: 'tcp_send_reset', at: 'server', says: 'answers=packet' }],
};
