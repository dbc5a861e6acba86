/**
 * A firewall randomises sequence numbers and forgets those in selective acknowledgements (Cisco's PIX and FWSM once, RFC
 * 2018 blocks). To the server they acknowledge what it never sent; it discards them and repeats what it need not.
 */
import type { Scenario } from './_scenario.ts';
import { transfer } from './_transfer.ts';

export const scenario: Scenario = {
  id: 'normal-close-sack-rewriting',
  summary:
    'A firewall gives the client other sequence numbers than those of the server, but not in selective acknowledgements, which the server therefore discards. What is lost takes longer to come, and both ends close as they should.',
  run: async (lab) => {
    await transfer(lab, { delay: 5, loss: 4, shift: 0x1234_5678, unshifted: ['sacks'] });
  },
  truths: [{ clientPort: 50001, serverPort: 8080, cause: 'normal-close', by: 'server', how: 'fin' }],
  packets: [
    { from: 'server', flags: 'F.', seenAt: ['client', 'router', 'server'] },
    { from: 'client', flags: 'F.', seenAt: ['client', 'router', 'server'] },
  ],
  kernel: [
    { event: 'TcpExtTCPSACKDiscard', at: 'server' },
    { event: 'tcp_send_reset', absent: true },
  ],
};
