/** A recording that begins in the middle of a connection: no handshake, so what came before is not known. */
import { type Connection, connect, exchange } from './_connection.ts';
import { LAST_RESPONSE } from './_messages.ts';
import type { Scenario } from './_scenario.ts';
import { everywhere } from './_sight.ts';

export const scenario: Scenario<Connection> = {
  id: 'capture-started-late',
  summary:
    'The recording begins when the connection is already there, and shows the last request, its answer, and the close.',
  versions: [4, 6],
  prepare: async (lab) => {
    const ends = await connect(lab, 8080);
    await exchange(ends);
    return ends;
  },
  run: async ({ client, server, seen }, ends) => {
    await exchange(ends, undefined, LAST_RESPONSE);
    await ends.server.close();
    await ends.client.receiveAll();
    await ends.client.close();
    await seen(server, 'F.');
    await seen(client, 'F.');
    await seen(server, '.');
  },
  truths: [
    {
      clientPort: 50001,
      serverPort: 8080,
      // What is there is an ordinary end; that the beginning is not says nothing else.
      cause: 'normal-close',
      by: 'server',
      how: 'fin',
      at: everywhere({ accept: ['capture-started-late'] }),
    },
  ],
  packets: [
    { from: 'client', flags: 'S', seenAt: [], notAt: ['client', 'router', 'server'] },
    { from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] },
  ],
  kernel: [
    { event: 'inet_sock_set_state', at: 'server', says: 'oldstate=TCP_ESTABLISHED newstate=TCP_FIN_WAIT1' },
    { event: 'inet_sock_set_state', says: 'newstate=TCP_SYN_SENT', absent: true },
  ],
};
