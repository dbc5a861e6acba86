/** A device that translates source addresses had no port left for another connection to this destination: it drops the SYN. */
import type { Cause } from '../model/cause.ts';

export const cause: Cause = {
  id: 'snat-port-exhaustion',
  title: 'the address translation had no port left',
  severity: 'failure',
  beyondPackets: true,
  wouldBeProvedBy: [
    'the gateway’s metrics (Azure “SNAT connection count, failed”, AWS NAT gateway ErrorPortAllocation)',
    'a capture behind the gateway: the SYN does not leave it',
  ],
  advice: [
    'Reuse connections; give the gateway more addresses, or each host more ports',
    'Use private endpoints for what is reached most',
  ],
  weigh: () => undefined,
};
