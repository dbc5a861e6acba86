/** Nobody answered for the next hop’s address (ARP, neighbour discovery): the SYN never leaves the last host that has it. */
import type { Cause } from '../model/cause.ts';

export const cause: Cause = {
  id: 'unanswered-arp',
  title: 'nobody answered for the next hop’s address',
  severity: 'failure',
  beyondPackets: true,
  wouldBeProvedBy: [
    'ARP requests or neighbour solicitations without an answer in a capture of the last hop’s network',
    'ip neigh there: FAILED or INCOMPLETE for the address; host-unreachable by ICMP some seconds later',
  ],
  advice: ['Correct the address, or find out why the host is down; look at VLANs and at ARP filters of the switch'],
  weigh: () => undefined,
};
