/**
 * A firewall on the path answered a packet of the established connection with a reset and did not let it through
 * (`reject with tcp reset`): on IPv4 the bytes of a kernel without the socket, from another distance.
 */
import type { Cause } from '../model/cause.ts';
import type { Evidence } from '../model/diagnosis.ts';
import type { AliveFact, TtlFact } from '../model/fact.ts';
import { closingReset, duration, first, hints, proves, roundTripNs, speaksAgainst, supports } from './_evidence.ts';
import { ttlOf } from './_sender.ts';

export const cause: Cause = {
  id: 'inline-firewall-reset',
  title: 'a firewall on the path answered with a reset',
  severity: 'failure',
  refines: ['injected-reset'],
  wouldBeProvedBy: [
    'a capture at the other end: the packet that was answered never arrives there, and no reset leaves',
    'the rule set and counters of the firewalls on the path (nft list ruleset, conntrack -S)',
  ],
  advice: [
    'Look for a rule that rejects with a reset on the firewalls between the two, and what in this packet it matches',
    'If it follows silence, its connection table may have forgotten the connection: keep it alive more often',
  ],
  weigh: (facts) => {
    const reset = closingReset(facts);
    if (reset?.form !== 'passive' || first(facts, 'handshake')?.stage === 'unanswered') return undefined;
    const { from } = reset;
    const ttl = ttlOf(facts, reset.packets[0]);
    const label = facts['flow-label']?.find((fact) => fact.packets[0] === reset.packets[0]);
    const alive = facts['alive-after-reset']?.find((fact) => fact.from === from && fact.notReordered);
    const evidence: Evidence[] = [hints(reset, `bare RST in answer to packet ${reset.trigger}, with no FIN before`)];
    if (ttl?.relation === 'different') {
      evidence.push(supports(ttl, `TTL ${ttl.ttl}, but the ${from}’s other packets arrive with ${ttl.baseline}`));
    } else if (ttl?.relation === 'same' && ttl.hops > 0) {
      evidence.push(speaksAgainst(ttl, `TTL ${ttl.ttl} is that of the ${from}’s other packets`));
    }
    if (label?.relation === 'zero') {
      evidence.push(
        supports(label, 'IPv6 flow label 0, as netfilter’s resets have, although this host labels its packets'),
      );
    } else if (label !== undefined) {
      evidence.push(speaksAgainst(label, 'its IPv6 flow label is one of the host’s TCP stack'));
    }
    if (alive !== undefined) evidence.push(...aliveEvidence(alive, ttl));
    const rtt = roundTripNs(facts);
    if (rtt !== undefined && reset.delayNs !== undefined && reset.delayNs < rtt / 2 && rtt > 2e6) {
      evidence.push(
        hints(reset, `it came ${duration(reset.delayNs)} after that packet; the round trip takes ${duration(rtt)}`),
      );
    }
    return {
      evidence,
      closer: 'middlebox',
      summary: `A firewall between the two answered a packet with a reset in the ${from}’s name`,
    };
  },
};

function aliveEvidence(alive: AliveFact, ttl: TtlFact | undefined): Evidence[] {
  if (alive.gotTrigger) {
    return [speaksAgainst(alive, `the ${alive.from} did receive that packet: it was not stopped on the way`)];
  }
  const text = `the ${alive.from} sent on ${duration(alive.afterNs)} later, without having received that packet`;
  const twoSenders = alive.otherTtl && ttl?.relation === 'different';
  return [(twoSenders ? proves : supports)(alive, twoSenders ? `${text}, and from another distance` : text)];
}
