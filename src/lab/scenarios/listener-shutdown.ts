/** A listener closes while connections wait in its queue (inet_csk_listen_stop in net/ipv4/inet_connection_sock.c). */
import { exchange } from './_connection.ts';
import { LAST_RESPONSE, REQUEST } from './_messages.ts';
import type { Scenario } from './_scenario.ts';
import { everywhere } from './_sight.ts';

export const scenario: Scenario = {
  id: 'listener-shutdown',
  summary:
    'A server stops while two connections wait to be accepted, one of them with a request sent: its kernel resets both. A connection accepted earlier had been served.',
  versions: [4, 6],
  run: async ({ client, server, seen }) => {
    const listener = await server.listen(8080);
    const served = { client: await client.connect(server, 8080), server: await listener.accept() };
    await exchange(served, REQUEST, LAST_RESPONSE);
    await served.server.close();
    await served.client.receiveAll();
    await served.client.close();
    await seen(client, 'F.');
    await seen(server, '.');
    const waiting = await client.connect(server, 8080);
    await client.connect(server, 8080);
    await waiting.send(REQUEST);
    await seen(server, '.', { destinationPort: 50002 });
    await listener.close();
    await seen(server, 'R.');
    await seen(server, 'R.');
  },
  // The packets do not say whether a connection had been accepted when it was reset.
  truths: [
    { clientPort: 50001, serverPort: 8080, cause: 'normal-close', by: 'server', how: 'fin' },
    {
      clientPort: 50002,
      serverPort: 8080,
      cause: 'listener-shutdown',
      by: 'server',
      how: 'reset',
      at: everywhere({ accept: ['unread-data-at-close', 'abortive-close'] }),
    },
    {
      clientPort: 50003,
      serverPort: 8080,
      cause: 'listener-shutdown',
      by: 'server',
      how: 'reset',
      at: everywhere({ accept: ['abortive-close'] }),
    },
  ],
  packets: [{ from: 'server', flags: 'R.', seenAt: ['client', 'router', 'server'] }],
  kernel: [
    { event: 'tcp_send_reset', at: 'server', says: 'reason=TCP_STATE' },
    { event: 'inet_sock_set_state', at: 'server', says: 'oldstate=TCP_LISTEN newstate=TCP_CLOSE' },
  ],
};
