/**
 * A cable is pulled and plugged in again in the middle of a connection: the link goes down, and with it the router's routes
 * over it, and comes back a second later. TCP knows nothing of links; it repeats what was lost.
 */
import { connect, exchange } from './_connection.ts';
import { LAST_RESPONSE, SECOND_REQUEST } from './_messages.ts';
import type { Scenario } from './_scenario.ts';

export const scenario: Scenario = {
  id: 'normal-close-link-flap',
  summary:
    'The link between client and router is down for a second in the middle of a connection. The client repeats its request until the link is back, is answered, and both ends close as they should.',
  run: async (lab) => {
    const { client, router, server, seen, pass } = lab;
    const ends = await connect(lab, 8080);
    await exchange(ends);
    await router.ip('link set to-client down');
    await ends.client.send(SECOND_REQUEST);
    await pass(1);
    await router.ip('link set to-client up');
    await ends.server.receiveExactly(SECOND_REQUEST.length);
    await ends.server.send(LAST_RESPONSE);
    await ends.server.close();
    await ends.client.receiveAll();
    await ends.client.close();
    await seen(client, 'F.');
    await seen(server, '.');
  },
  truths: [{ clientPort: 50001, serverPort: 8080, cause: 'normal-close', by: 'server', how: 'fin' }],
  packets: [
    { from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] },
    { from: 'client', flags: 'F.', seenAt: ['client', 'router', 'server'] },
  ],
  kernel: [{ event: 'tcp_send_reset', absent: true }],
};
