/**
 * ICMP host unreachable (3/1; ICMPv6 1/3 address unreachable): the last router found nobody at the address, or a rule says
 * so (`reject with icmp type host-unreachable`).
 */
import type { Assessment, Cause } from '../model/cause.ts';
import type { Facts } from '../model/fact.ts';
import { hints } from './_evidence.ts';
import { EXPLAINED_BY_ICMP, isTranslated, weighIcmp } from './_icmp.ts';
import { unresolvedText } from './_resolution.ts';

export const cause: Cause = {
  id: 'host-unreachable',
  title: 'the host could not be reached (ICMP)',
  severity: 'failure',
  refines: EXPLAINED_BY_ICMP,
  wouldBeProvedBy: ['the neighbour table of the router that sent the error (ip neigh: FAILED)', 'its rule set'],
  advice: ['Check that the host is up and has this address', 'Check the router’s link and rules towards it'],
  weigh: (facts) =>
    withQuestions(
      facts,
      weighIcmp(facts, 'host-unreachable', {
        router: 'a router said that it cannot reach the host: it is down, has another address, or a rule pretends so',
        own: 'the host that sent it found nobody at the address of the next hop, or a rule pretends so',
      }),
    ),
};

const ELSEWHERE: readonly string[] = [
  'Look where the address forwards to (port forward, published port of a container, load balancer), and whether that host is up',
];

/** Where the capture has the router’s questions, no rule pretended. */
function withQuestions(facts: Facts, found: Assessment | undefined): Assessment | undefined {
  const unresolved = facts.unresolved?.[0];
  if (found !== undefined && facts.icmp?.some(isTranslated)) return { ...found, advice: ELSEWHERE };
  if (found === undefined || unresolved === undefined) return found;
  return { ...found, evidence: [...found.evidence, hints(unresolved, unresolvedText(unresolved))] };
}
