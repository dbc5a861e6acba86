/**
 * A reset that the host whose address it bears never sent: forged by a device that listens on the path (Weaver, Sommer and
 * Paxson, NDSS 2009; Clayton et al., PET 2006). What gives it away: the host goes on, the distance differs, the numbers do
 * not fit. The packets it was injected against still arrive, unlike behind an inline firewall.
 */
import type { Cause } from '../model/cause.ts';
import type { Evidence } from '../model/diagnosis.ts';
import { otherSide } from '../model/endpoint.ts';
import type { AliveFact, Facts, ResetFact, TtlFact } from '../model/fact.ts';
import { SECOND, type TimeNs } from '../model/time.ts';
import { labelOf, tooSoonText } from './_distance.ts';
import {
  closingReset,
  duration,
  excludes,
  first,
  hints,
  IDLE_MIN,
  proves,
  speaksAgainst,
  supports,
} from './_evidence.ts';
import { fateOf, isGenuine } from './_other-end.ts';
import { otherTtlText, ttlOf } from './_sender.ts';

/** Shorter than any device's idle time-out. */
const IDLE_LONG: TimeNs = 10 * SECOND;

export const cause: Cause = {
  id: 'injected-reset',
  title: 'a device on the path forged the reset',
  severity: 'failure',
  wouldBeProvedBy: [
    'a capture at the other end at the same time: a reset that arrives here and was never sent there was born between',
    'whether it happens only with certain names, addresses or contents',
  ],
  advice: [
    'Ask the network’s owner for an intrusion-prevention, filtering or policy device on the path and its log',
    'Try the same request over another network',
    'If it follows silence, compare that with the idle time-outs of NATs, load balancers and firewalls on the path',
  ],
  weigh: (facts) => {
    const reset = closingReset(facts);
    // A refused SYN, and resets after a close, are other matters.
    if (reset === undefined || reset.form === 'refusal' || reset.afterPeerFin) return undefined;
    const ttl = ttlOf(facts, reset.packets[0]);
    const alive = facts['alive-after-reset']?.find((fact) => fact.packets[0] === reset.packets[0]);
    const found = [
      ...fateEvidence(facts, reset),
      ...(alive === undefined ? [] : aliveEvidence(alive, ttl, reset)),
      ...numbersEvidence(facts, reset),
      ...distanceEvidence(facts, reset, ttl),
    ];
    const evidence =
      found.length > 0 ? [...found, ...againstEvidence(facts, reset, ttl)] : deniedEvidence(facts, reset);
    if (evidence.length === 0) return undefined;
    return {
      evidence,
      closer: 'middlebox',
      summary: `A device on the path sent a reset in the ${reset.from}’s name; the ${reset.from} did not close`,
    };
  },
};

/**
 * Two machines behind one address make one “host” reset and go on, too; but one that does not know the connection answers
 * with a bare reset, and the other does not get what was answered.
 */
function aliveEvidence(alive: AliveFact, ttl: TtlFact | undefined, reset: ResetFact): Evidence[] {
  const text = `the ${reset.from} sent on ${duration(alive.afterNs)} after “its” reset`;
  const got = alive.gotTrigger ? ' and had received what the reset answers' : '';
  if (!alive.notReordered && !(alive.gotTrigger && reset.form === 'passive')) {
    return [hints(alive, `${text}, which reordering could explain`)];
  }
  if (alive.notReordered && alive.gotTrigger && alive.otherTtl && reset.hasAck && ttl?.relation === 'different') {
    const distances = `with TTL ${ttl.baseline}, where the reset had ${ttl.ttl}`;
    return [proves(alive, `${text}, ${distances},${got}: two senders used one name`)];
  }
  if (!alive.gotTrigger && reset.form === 'passive') {
    return [hints(alive, text), speaksAgainst(alive, `the ${reset.from} had not received what the reset answered`)];
  }
  return [supports(alive, `${text}${got}: a host that resets has nothing left to send from`)];
}

/**
 * Captures at both ends: what arrived at one and never left the other was made between them. Where the packet it answers
 * did not arrive either, a firewall answered it instead of letting it through.
 */
function fateEvidence(facts: Facts, reset: ResetFact): Evidence[] {
  const other = fateOf(facts, reset.from);
  if (other?.fate !== 'born-between') return [];
  const text = `the capture made at the ${reset.from} has no such reset: it was born between the two capture points`;
  const isStopped = other.undelivered[otherSide(reset.from)] > 0;
  return [isStopped && reset.form === 'passive' ? hints(other, text) : proves(other, text)];
}

/**
 * Seen from the other end: a device that resets one end in the other's name makes that end's kernel deny, with a genuine
 * reset, the connection it was just using.
 */
function deniedEvidence(facts: Facts, reset: ResetFact): Evidence[] {
  const { form, from, sinceHeardNs } = reset;
  if (form !== 'passive' || sinceHeardNs === undefined || sinceHeardNs >= IDLE_MIN) return [];
  if (first(facts, 'handshake')?.stage !== 'complete') return [];
  const text = `the ${from} denies a connection on which it was heard ${duration(sinceHeardNs)} before, with no FIN`;
  return [hints(reset, `${text}: it may have got a reset that is not seen here`)];
}

function numbersEvidence(facts: Facts, reset: ResetFact): Evidence[] {
  const found: Evidence[] = [];
  if (reset.form === 'stray') {
    found.push(
      supports(reset, 'its sequence number is neither the sender’s next nor one it was asked for (RFC 9293 §3.5.2)'),
    );
  }
  for (const numbers of facts['reset-numbers'] ?? []) {
    if (numbers.from !== reset.from) continue;
    if (numbers.rule === 'sequence-change') {
      found.push(supports(numbers, 'a second reset guesses a sequence number ahead of everything sent'));
    } else {
      found.push(hints(numbers, 'more resets than segments they could answer'));
    }
  }
  return found;
}

function distanceEvidence(facts: Facts, reset: ResetFact, ttl: TtlFact | undefined): Evidence[] {
  const found: Evidence[] = [];
  if (ttl?.relation === 'different') {
    found.push(supports(ttl, otherTtlText(ttl)));
  }
  const label = labelOf(facts, reset.packets[0]);
  if (label?.relation === 'zero') {
    found.push(supports(label, 'IPv6 flow label 0, although this host labels its other packets'));
  }
  const tooSoon = tooSoonText(facts, reset);
  if (tooSoon !== undefined) found.push(supports(reset, tooSoon));
  return found;
}

function againstEvidence(facts: Facts, reset: ResetFact, ttl: TtlFact | undefined): Evidence[] {
  const found: Evidence[] = [];
  if (isGenuine(facts, reset.from)) found.push(excludes(reset, `the capture made at the ${reset.from} has it, too`));
  const label = labelOf(facts, reset.packets[0]);
  if (label?.relation === 'same') found.push(speaksAgainst(label, 'its IPv6 flow label is the connection’s own'));
  if (ttl?.relation === 'same' && ttl.hops > 0) {
    found.push(hints(ttl, `TTL ${ttl.ttl} is that of the ${reset.from}’s other packets, as a careful forger sees to`));
  }
  const turn = first(facts, 'turn');
  if (turn !== undefined && turn.quietNs >= IDLE_LONG) {
    found.push(
      hints(turn, `nothing had been said for ${duration(turn.quietNs)}: devices end idle connections so, too`),
    );
  }
  const probes = facts.probes?.find((fact) => fact.from === reset.from && fact.unanswered > 1);
  if (probes !== undefined && ttl?.relation === 'same') {
    found.push(excludes(probes, 'the reset ends a row of keep-alive probes'));
  }
  return found;
}
