/**
 * What shows that a reset was forged: its sender goes on, its numbers fit nothing, it comes from another distance, or the
 * sender's own capture has none (Weaver, Sommer and Paxson, NDSS 2009). Shared by the causes that say who forged it for what.
 */
import type { Evidence } from '../model/diagnosis.ts';
import type { AliveFact, Facts, ResetFact, TtlFact } from '../model/fact.ts';
import { labelOf, tooSoonText } from './_distance.ts';
import { duration, hints, proves, speaksAgainst, supports } from './_evidence.ts';
import { fateOf, weighAbsence } from './_other-end.ts';
import { resetWordsText } from './_reset-words.ts';
import { noSignatureText, otherTtlText, ttlOf } from './_sender.ts';

/** An end host’s IP ID does not go so far from one packet to the next. */
const JUMP_MIN = 1000;

/** Everything that speaks for somebody else having sent this reset. */
export function forgedEvidence(facts: Facts, reset: ResetFact): Evidence[] {
  const ttl = ttlOf(facts, reset.packets[0]);
  const alive = facts['alive-after-reset']?.find((fact) => fact.packets[0] === reset.packets[0]);
  const found = [
    ...bornBetweenEvidence(facts, reset),
    ...(alive === undefined ? [] : aliveEvidence(alive, ttl, reset)),
    ...numbersEvidence(facts, reset),
    ...distanceEvidence(facts, reset, ttl),
    ...signatureEvidence(reset),
  ];
  return found.length === 0 ? [] : [...found, ...shapeEvidence(facts, reset)];
}

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
function bornBetweenEvidence(facts: Facts, reset: ResetFact): Evidence[] {
  const other = fateOf(facts, reset.from);
  if (other?.fate !== 'born-between') return [];
  const text = `the capture made at the ${reset.from} has no such reset: it was born between the two capture points`;
  if (other.answered === 'lost' && reset.form === 'passive') {
    return [hints(other, text), speaksAgainst(other, 'what it answers never arrived there: it was stopped on the way')];
  }
  return [weighAbsence(facts, other, reset.packets[0])(other, text)];
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
    switch (numbers.rule) {
      case 'sequence-change':
        found.push(supports(numbers, 'a second reset guesses a sequence number ahead of everything sent'));
        break;
      case 'acknowledgement-change':
        found.push(supports(numbers, 'its resets acknowledge different numbers, and what had not been sent'));
        break;
      case 'below-sent':
        if (reset.form === 'stray') break;
        found.push(hints(numbers, 'a reset has a sequence number that its sender had long passed'));
        break;
      case 'more-than-triggers':
        found.push(hints(numbers, 'more resets than segments they could answer'));
        break;
      case 'upon-syn-ack':
        break;
    }
  }
  return found;
}

/**
 * Who does not know the key cannot sign (RFC 2385, RFC 5925), and a receiver that has it drops what is not signed. Without the
 * socket a host may not know it either.
 */
function signatureEvidence(reset: ResetFact): Evidence[] {
  if (!reset.lacksSignature) return [];
  const weigh = reset.form === 'passive' ? hints : supports;
  return [weigh(reset, `${noSignatureText(reset)}; a receiver with the key drops it`)];
}

/**
 * What fits a forged reset and others: says something only beside what does not. A single reset has the shape of any answer;
 * several, or an IP ID far from its sender's own, are what forgers send.
 */
function shapeEvidence(facts: Facts, reset: ResetFact): Evidence[] {
  const found: Evidence[] = [];
  if (reset.payloadLength > 0) found.push(hints(reset, resetWordsText(reset)));
  const tampering = facts.tampering?.find(({ from }) => from === reset.from);
  if (tampering === undefined) return found;
  const { signature, ipIdStep = 0, packets } = tampering;
  if (packets.length > 1) found.push(hints(tampering, `its resets bear the tampering signature ${signature}`));
  if (ipIdStep > JUMP_MIN) found.push(hints(tampering, `its IP ID is ${ipIdStep} away from the ${reset.from}’s own`));
  return found;
}

/** All that is known of the client are SYNs, and anybody may send those in its name: its kernel resets the answer. */
export function mayBeForgedSyn(facts: Facts, { from, form }: ResetFact): boolean {
  return from === 'client' && form === 'passive' && facts.handshake?.[0]?.stage === 'answered';
}

function distanceEvidence(facts: Facts, reset: ResetFact, ttl: TtlFact | undefined): Evidence[] {
  const found: Evidence[] = [];
  if (ttl?.relation === 'different') {
    found.push((mayBeForgedSyn(facts, reset) ? hints : supports)(ttl, otherTtlText(ttl)));
  }
  const label = labelOf(facts, reset.packets[0]);
  if (label?.relation === 'zero') {
    found.push(supports(label, 'IPv6 flow label 0, although this host labels its other packets'));
  }
  const tooSoon = tooSoonText(facts, reset);
  if (tooSoon !== undefined) found.push(supports(reset, tooSoon));
  return found;
}
