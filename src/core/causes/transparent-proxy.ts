/** A proxy that nobody configured took the connection and answered in the server’s name; the server never saw it. */
import type { Cause } from '../model/cause.ts';

export const cause: Cause = {
  id: 'transparent-proxy',
  title: 'a transparent proxy answered in the server’s name',
  severity: 'suspicious',
  beyondPackets: true,
  wouldBeProvedBy: [
    'a capture on the server: it has no such connection',
    'a SYN-ACK much sooner, or from a shorter distance, than those of other ports of the same host',
  ],
  advice: ['Ask the network’s owner for a transparent proxy; try another port or network'],
  weigh: () => undefined,
};
