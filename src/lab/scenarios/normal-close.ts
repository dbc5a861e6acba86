/** Both ends have said everything and close (RFC 9293 §3.6). */

import { RESPONSE } from './_messages.ts';
import type { Scenario } from './_scenario.ts';

export const scenario: Scenario = {
  id: 'normal-close',
  summary: 'A client (curl) gets its answer and closes, and so does the server. Nothing is wrong.',
  versions: [4, 6],
  programs: ['curl'],
  run: async ({ client, server, seen, url }) => {
    const listener = await server.listen(8080);
    const curl = await client.curl([url(8080)]);
    const accepted = await listener.accept();
    await accepted.receive();
    await accepted.send(RESPONSE);
    await accepted.receiveAll();
    await accepted.close();
    await curl.ended;
    await seen(client, 'F.');
    await seen(server, 'F.');
    await seen(client, '.');
  },
  truths: [{ clientPort: 50001, serverPort: 8080, cause: 'normal-close', by: 'client', how: 'fin' }],
  packets: [
    { from: 'client', flags: 'F.', seenAt: ['client', 'router', 'server'] },
    { from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] },
  ],
  kernel: [
    { event: 'inet_sock_set_state', at: 'client', says: 'oldstate=TCP_ESTABLISHED newstate=TCP_FIN_WAIT1' },
    { event: 'inet_sock_set_state', at: 'server', says: 'oldstate=TCP_ESTABLISHED newstate=TCP_CLOSE_WAIT' },
    { event: 'tcp_send_reset', absent: true },
  ],
};
