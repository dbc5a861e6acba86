/** A path loses segments, and they are sent again (RFC 9293 §3.8.1, RFC 5681 §3.2). */
import type { Scenario } from './_scenario.ts';
import { transfer } from './_transfer.ts';

export const scenario: Scenario = {
  id: 'normal-close-lossy-path',
  summary: 'Every fourth segment with payload is lost on the way and sent again; both ends close as they should.',
  versions: [4, 6],
  run: async (lab) => {
    await transfer(lab, { delay: 5, loss: 4 });
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
