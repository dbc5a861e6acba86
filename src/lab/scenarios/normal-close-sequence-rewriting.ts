/**
 * A firewall randomises initial sequence numbers for hosts that do it badly (Cisco ASA by default, OpenBSD's `modulate
 * state`): the server's numbers are others at the client. It rewrites all of them, so nothing is wrong.
 */
import type { Scenario } from './_scenario.ts';
import { transfer } from './_transfer.ts';

export const scenario: Scenario = {
  id: 'normal-close-sequence-rewriting',
  summary:
    'A firewall gives the client other sequence numbers than those that the server uses, and takes that back in what the client acknowledges. Some segments are lost, all is sent again, and both ends close as they should.',
  versions: [4, 6],
  run: async (lab) => {
    await transfer(lab, { delay: 5, loss: 4, shift: 0x1234_5678 });
  },
  truths: [{ clientPort: 50001, serverPort: 8080, cause: 'normal-close', by: 'server', how: 'fin' }],
  packets: [
    { from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] },
    { from: 'client', flags: 'F.', seenAt: ['client', 'router', 'server'] },
  ],
  kernel: [
    { event: 'tcp_retransmit_skb', at: 'server' },
    { event: 'tcp_send_reset', absent: true },
  ],
};
