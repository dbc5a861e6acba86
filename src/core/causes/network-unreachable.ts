/** ICMP network unreachable (3/0; ICMPv6 1/0 no route to destination): a router has no route, or a rule says so. */
import type { Cause } from '../model/cause.ts';
import { EXPLAINED_BY_ICMP, weighIcmp } from './_icmp.ts';

export const cause: Cause = {
  id: 'network-unreachable',
  title: 'a router has no route to the network (ICMP)',
  severity: 'failure',
  refines: EXPLAINED_BY_ICMP,
  wouldBeProvedBy: ['the routing table of the router that sent the error (ip route get ADDRESS)', 'its rule set'],
  advice: ['Correct the route on that router, or the address'],
  weigh: (facts) =>
    weighIcmp(facts, 'network-unreachable', {
      router: 'a router said that it has no route to the address',
      own: 'the host that sent it has no route to the address',
    }),
};
