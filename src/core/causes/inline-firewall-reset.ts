/**
 * A firewall on the path answered a packet of the established connection with a reset and did not let it through
 * (`reject with tcp reset`): on IPv4 the bytes of a kernel without the socket, mostly from another distance.
 */
import type { Assessment, Cause } from '../model/cause.ts';
import type { Evidence } from '../model/diagnosis.ts';
import type { AliveFact, Facts, RepeatedAfterResetFact, ResetFact, TtlFact } from '../model/fact.ts';
import { labelOf, tooSoonText } from './_distance.ts';
import { closingReset, duration, hints, speaksAgainst, supports } from './_evidence.ts';
import { fateOf, isGenuine, weighAbsence } from './_other-end.ts';
import { deviceEvidence, madeHere } from './_passage.ts';
import { isFromHere, otherTtlText, ttlOf } from './_sender.ts';
import { SAID_LESS, withLog } from './_witness.ts';

export const cause: Cause = {
  id: 'inline-firewall-reset',
  title: 'a firewall on the path answered with a reset',
  severity: 'failure',
  wouldBeProvedBy: [
    'a capture at the other end: the packet that was answered never arrives there, and no reset leaves',
    'the rule set and counters of the firewalls on the path (nft list ruleset, conntrack -S)',
  ],
  advice: [
    'Look for a rule that rejects with a reset on the firewalls between the two, and what in this packet it matches',
    'If it follows silence, its connection table may have forgotten the connection: keep it alive more often',
    'If a load balancer stands between, look whether it sent this packet to another server than the ones before',
  ],
  weigh: withLog(
    {
      meanings: ['ended-by-device'],
      // Who only drops says so too.
      ends: (facts) => closingReset(facts) !== undefined,
      summary: 'A firewall on the path ended the connection because of what it saw in it',
      closer: 'middlebox',
      refines: [...SAID_LESS, 'abortive-close', 'unread-data-at-close', 'client-abort', 'injected-reset'],
    },
    weighPackets,
  ),
};

function weighPackets(facts: Facts): Assessment | undefined {
  const reset = closingReset(facts);
  const stage = facts.handshake?.[0]?.stage;
  if (reset?.form !== 'passive' || (stage !== 'complete' && stage !== 'unseen')) return undefined;
  const { from } = reset;
  const ttl = ttlOf(facts, reset.packets[0]);
  const tooSoon = tooSoonText(facts, reset);
  const alive = facts['alive-after-reset']?.find((fact) => fact.packets[0] === reset.packets[0]);
  const evidence: Evidence[] = [
    hints(reset, `${reset.hasAck ? 'RST|ACK' : 'bare RST'} in answer to packet ${reset.trigger}, with no FIN before`),
    ...fateEvidence(facts, reset),
    ...deviceEvidence(facts, from, reset.packets[0]),
    ...distanceEvidence(reset, ttl, tooSoon),
    ...labelEvidence(facts, reset),
    ...(alive === undefined ? [] : aliveEvidence(alive)),
    ...repeatedEvidence(facts, reset, ttl),
  ];
  const labelTells = labelOf(facts, reset.packets[0])?.relation === 'zero';
  const isMadeHere = madeHere(facts, reset.packets[0]) !== undefined;
  const isOwnFilter = ttl !== undefined && isFromHere(ttl) && repeatedBy(facts, reset) !== undefined;
  const onHost =
    ((labelTells || isOwnFilter) && isFromHost(ttl) && tooSoon === undefined && !isMadeHere) || isGenuine(facts, from);
  return {
    evidence,
    closer: onHost ? `${from} kernel` : 'middlebox',
    summary: onHost
      ? `A packet filter on the ${from} itself answered a packet with a reset`
      : `A firewall between the two answered a packet with a reset in the ${from}’s name`,
  };
}

/** Captures at both ends: the packet that was answered never arrived, and the host it was for never sent the answer. */
function fateEvidence(facts: Facts, { from, trigger, packets }: ResetFact): Evidence[] {
  const other = fateOf(facts, from);
  if (other?.fate !== 'born-between') return [];
  const text = `the capture made at the ${from} has no such reset: it was born between the two capture points`;
  if (other.answered === undefined) return [hints(other, text)];
  if (other.answered === 'arrived') {
    return [hints(other, text), speaksAgainst(other, `packet ${trigger}, which it answers, did arrive there`)];
  }
  const weigh = weighAbsence(facts, other, packets[0]);
  return [weigh(other, `${text}, and packet ${trigger}, which it answers, never arrived there`)];
}

function repeatedBy(facts: Facts, { from }: ResetFact): RepeatedAfterResetFact | undefined {
  return facts['repeated-after-reset']?.find((repeated) => repeated.from === from);
}

/** Its connection is still there, and its kernel would have known the packet. Where no router lies between, its own filter did not let it in. */
function repeatedEvidence(facts: Facts, reset: ResetFact, ttl: TtlFact | undefined): Evidence[] {
  const repeated = repeatedBy(facts, reset);
  if (repeated === undefined) return [];
  const { from, afterNs } = repeated;
  const text = `${duration(afterNs)} later the ${from} repeated what packet ${reset.trigger} acknowledges: its connection is still there, and did not get that packet`;
  return [(ttl !== undefined && isFromHere(ttl) ? supports : hints)(repeated, text)];
}

/** It comes from as far away as all other packets of that host. */
function isFromHost(ttl: TtlFact | undefined): boolean {
  return ttl?.relation === 'same' && ttl.steady;
}

function distanceEvidence(reset: ResetFact, ttl: TtlFact | undefined, tooSoon: string | undefined): Evidence[] {
  const { from } = reset;
  const found: Evidence[] = [];
  if (ttl?.relation === 'different') {
    found.push(supports(ttl, otherTtlText(ttl)));
  } else if (ttl !== undefined && isFromHost(ttl) && ttl.hops > 0 && tooSoon === undefined) {
    found.push(hints(ttl, `TTL ${ttl.ttl} is the ${from}’s own: a filter on the ${from} itself, or right before it`));
  }
  if (tooSoon !== undefined) found.push(supports(reset, tooSoon));
  return found;
}

function labelEvidence(facts: Facts, reset: ResetFact): Evidence[] {
  const label = labelOf(facts, reset.packets[0]);
  if (label?.relation === 'zero') {
    return [supports(label, 'IPv6 flow label 0, as netfilter’s resets have, although this host labels its packets')];
  }
  return label === undefined ? [] : [speaksAgainst(label, 'it has an IPv6 flow label, which netfilter’s resets lack')];
}

function aliveEvidence(alive: AliveFact): Evidence[] {
  if (alive.gotTrigger) {
    return [speaksAgainst(alive, `the ${alive.from} did receive that packet: it was not stopped on the way`)];
  }
  const text = `the ${alive.from} sent on ${duration(alive.afterNs)} later, without having received that packet`;
  return [(alive.notReordered ? supports : hints)(alive, text)];
}
