/** Segments overtake each other on the path (RFC 4737); the receiver says so by selective acknowledgements (RFC 2018). */
import type { Scenario } from './_scenario.ts';
import { transfer } from './_transfer.ts';

export const scenario: Scenario = {
  id: 'normal-close-disordered-path',
  summary:
    'Every third segment with payload is overtaken by those after it. The client puts them into order again, and both ends close as they should.',
  versions: [4, 6],
  run: async (lab) => {
    await transfer(lab, { delay: 5, disorder: [3, 20] });
  },
  truths: [{ clientPort: 50001, serverPort: 8080, cause: 'normal-close', by: 'server', how: 'fin' }],
  packets: [
    { from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] },
    { from: 'client', flags: 'F.', seenAt: ['client', 'router', 'server'] },
  ],
  kernel: [
    { event: 'TcpExtTCPOFOQueue', at: 'client' },
    { event: 'tcp_send_reset', absent: true },
  ],
};
