/**
 * The path fails for two seconds and comes back. TCP repeats what was lost until it arrives (RFC 9293 §3.8.3: a failure
 * ends a connection only after minutes), and both ends close as they should.
 */
import { connect, exchange } from './_connection.ts';
import { LAST_RESPONSE, SECOND_REQUEST } from './_messages.ts';
import type { Scenario } from './_scenario.ts';

export const scenario: Scenario = {
  id: 'normal-close-partition-healed',
  summary:
    'The path is cut for two seconds in the middle of a connection. The client repeats its request until the path is back, is answered, and both ends close as they should.',
  run: async (lab) => {
    const { client, router, server, seen, pass } = lab;
    const ends = await connect(lab, 8080);
    await exchange(ends);
    await router.firewall('forward', 'drop');
    await ends.client.send(SECOND_REQUEST);
    await pass(2);
    await router.openFirewall();
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
  kernel: [
    { event: 'tcp_retransmit_skb', at: 'client' },
    { event: 'tcp_send_reset', absent: true },
  ],
};
