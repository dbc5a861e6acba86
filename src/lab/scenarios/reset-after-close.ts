/** A client answers the server's FIN with a reset instead of a FIN of its own, as browsers do; nothing is lost by that. */
import { connect } from './_connection.ts';
import { LAST_RESPONSE, REQUEST } from './_messages.ts';
import type { Scenario } from './_scenario.ts';

export const scenario: Scenario = {
  id: 'reset-after-close',
  summary:
    'A server answers in full and closes. The client, in the way of browsers, answers the FIN with a reset instead of a FIN of its own. Nothing is lost.',
  versions: [4, 6],
  run: async (lab) => {
    const { client, server, seen } = lab;
    const ends = await connect(lab, 8080);
    await ends.client.send(REQUEST);
    await ends.server.receiveExactly(REQUEST.length);
    await ends.server.send(LAST_RESPONSE);
    await ends.server.close();
    await ends.client.receiveAll();
    await seen(server, 'F.');
    await ends.client.reset();
    await seen(client, 'R.');
  },
  truths: [{ clientPort: 50001, serverPort: 8080, cause: 'reset-after-close', by: 'server', how: 'fin' }],
  packets: [
    { from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] },
    { from: 'client', flags: 'R.', seenAt: ['client', 'router', 'server'] },
  ],
  kernel: [{ event: 'tcp_send_reset', at: 'client', says: 'answers=nothing socket=there' }],
};
