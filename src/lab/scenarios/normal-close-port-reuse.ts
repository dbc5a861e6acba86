/**
 * The same two ports are used again while the first connection is in TIME-WAIT: a SYN with a higher number or a later
 * timestamp is taken there (RFC 9293 §3.6.1, RFC 6191). Two connections, each with an ending of its own.
 */
import { exchange } from './_connection.ts';
import { LAST_RESPONSE, REQUEST } from './_messages.ts';
import type { Scenario } from './_scenario.ts';

export const scenario: Scenario = {
  id: 'normal-close-port-reuse',
  summary:
    'A connection ends as it should, and a moment later the client uses the same port for the next one, which the server resets. That says nothing about the first.',
  versions: [4, 6],
  run: async (lab) => {
    const { client, server, seen } = lab;
    const listener = await server.listen(8080);
    for (const isLast of [false, true]) {
      const socket = await client.connect(server, 8080, { sourcePort: 50_001 });
      const ends = { client: socket, server: await listener.accept() };
      if (isLast) {
        await ends.client.send(REQUEST);
        await seen(client, '.', { payload: 'GET' });
        await ends.server.close();
        await seen(server, 'R.');
      } else {
        await exchange(ends, REQUEST, LAST_RESPONSE);
        await ends.server.close();
        await ends.client.receiveAll();
        await ends.client.close();
        await seen(client, 'F.');
        await seen(server, '.');
      }
    }
  },
  truths: [{ clientPort: 50001, serverPort: 8080, cause: 'normal-close', by: 'server', how: 'fin' }],
  packets: [
    { from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] },
    { from: 'server', flags: 'R.', seenAt: ['client', 'router', 'server'] },
  ],
  kernel: [{ event: 'tcp_send_reset', at: 'server', says: 'reason=TCP_ABORT_ON_CLOSE' }],
};
