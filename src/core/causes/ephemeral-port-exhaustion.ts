/** No local port was free for another connection to this destination (EADDRNOTAVAIL): the kernel sends no SYN. */
import type { Cause } from '../model/cause.ts';

export const cause: Cause = {
  id: 'ephemeral-port-exhaustion',
  title: 'the client had no local port left',
  severity: 'failure',
  beyondPackets: true,
  wouldBeProvedBy: [
    'the application’s error: EADDRNOTAVAIL (99), “Cannot assign requested address”',
    'ss -s and ss -tn state time-wait on the client: as many sockets to this destination as net.ipv4.ip_local_port_range has ports',
  ],
  advice: [
    'Reuse connections instead of opening one for each request',
    'Widen net.ipv4.ip_local_port_range; let more addresses be used on either side',
  ],
  weigh: () => undefined,
};
