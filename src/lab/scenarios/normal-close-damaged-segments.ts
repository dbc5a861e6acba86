/** A bit is flipped on the way, and the checksum of TCP no longer fits (RFC 9293 §3.1): the receiver drops the segment without a word. */
import type { Scenario } from './_scenario.ts';
import { transfer } from './_transfer.ts';

export const scenario: Scenario = {
  id: 'normal-close-damaged-segments',
  summary:
    'Every fourth segment with payload is damaged on the way. The kernel of the other end drops it, because its checksum is wrong, and it is sent again; both ends close as they should.',
  versions: [4, 6],
  run: async (lab) => {
    await transfer(lab, { delay: 5, damage: 4 });
  },
  truths: [{ clientPort: 50001, serverPort: 8080, cause: 'normal-close', by: 'server', how: 'fin' }],
  packets: [
    { from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] },
    { from: 'client', flags: 'F.', seenAt: ['client', 'router', 'server'] },
  ],
  kernel: [
    { event: 'TcpInCsumErrors', at: 'client' },
    { event: 'tcp_send_reset', absent: true },
  ],
};
