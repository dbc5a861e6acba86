/** A response ends before its Content-Length: it is incomplete (RFC 9112 §8). */
import { connect } from './_connection.ts';
import { REQUEST } from './_messages.ts';
import type { Scenario } from './_scenario.ts';

export const scenario: Scenario = {
  id: 'truncated-response',
  summary: 'A server promises 1000 bytes, sends 200 and closes.',
  versions: [4, 6],
  run: async (lab) => {
    const { client, server, seen } = lab;
    const ends = await connect(lab, 8080);
    await ends.client.send(REQUEST);
    await ends.server.receiveExactly(REQUEST.length);
    await ends.server.send(`HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n${'x'.repeat(200)}`);
    await ends.server.close();
    await ends.client.receiveAll();
    await ends.client.close();
    await seen(server, 'F.');
    await seen(client, 'F.');
    await seen(server, '.');
  },
  truths: [{ clientPort: 50001, serverPort: 8080, cause: 'truncated-response', by: 'server', how: 'fin' }],
  packets: [{ from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] }],
  kernel: [
    { event: 'inet_sock_set_state', at: 'server', says: 'oldstate=TCP_ESTABLISHED newstate=TCP_FIN_WAIT1' },
    { event: 'tcp_send_reset', absent: true },
  ],
};
