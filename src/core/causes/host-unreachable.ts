/**
 * ICMP host unreachable (3/1; ICMPv6 1/3 address unreachable): the last router found nobody at the address, or a rule says
 * so (`reject with icmp type host-unreachable`).
 */
import type { Cause } from '../model/cause.ts';
import { EXPLAINED_BY_ICMP, weighIcmp } from './_icmp.ts';

export const cause: Cause = {
  id: 'host-unreachable',
  title: 'a router could not reach the host (ICMP)',
  severity: 'failure',
  refines: EXPLAINED_BY_ICMP,
  wouldBeProvedBy: ['the neighbour table of the router that sent the error (ip neigh: FAILED)', 'its rule set'],
  advice: ['Check that the host is up and has this address', 'Check the router’s link and rules towards it'],
  weigh: (facts) =>
    weighIcmp(
      facts,
      'host-unreachable',
      'a router said that it cannot reach the host: it is down, has another address, or a rule pretends so',
    ),
};
