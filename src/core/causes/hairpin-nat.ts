/**
 * The SYN went through an address translation and its answer did not: the SYN-ACK comes from another address than the one that
 * was asked, the client's kernel knows nothing of that and resets it, and goes on asking (RFC 5382 §6, RFC 4787 §6: hairpinning).
 */
import type { Assessment, Cause } from '../model/cause.ts';
import type { Evidence } from '../model/diagnosis.ts';
import type { AskedElsewhereFact, Facts, HandshakeFact } from '../model/fact.ts';
import { closingReset, count, hints, supports } from './_evidence.ts';
import { isFromHere, ttlOf } from './_sender.ts';

const WITNESSES: readonly string[] = [
  'captures at both ends: the address the client asked, and the one that answers',
  'the translation rules on the router between them: whether what the client sends to a host of its own network is translated on its way back, too (SNAT, MASQUERADE)',
];

const ADVICE: readonly string[] = [
  'Connect to the server’s own address from inside, or let the router translate the source, too (hairpin NAT, “NAT loopback”)',
  'Behind a load balancer: let its targets answer through it, not straight to the client',
];

export const cause: Cause = {
  id: 'hairpin-nat',
  title: 'the answer to the SYN came from another address',
  severity: 'failure',
  refines: ['unanswered-syn', 'client-connect-timeout', 'injected-reset', 'client-abort', 'backscatter'],
  wouldBeProvedBy: WITNESSES,
  advice: ADVICE,
  weigh: (facts) => {
    const handshake = facts.handshake?.[0];
    const asked = facts['asked-elsewhere']?.[0];
    if (asked !== undefined) return answerItself(facts, asked);
    if (handshake === undefined || handshake.stage === 'complete') return undefined;
    const evidence = [...strangerEvidence(facts), ...attemptEvidence(facts, handshake)];
    if (evidence.length === 0) return undefined;
    if (facts.stranger === undefined && isResetHere(facts, handshake)) return { evidence, ...maybeFiltered };
    return {
      evidence,
      closer: 'middlebox',
      summary:
        'The client did not know the server’s answer: on the way, one direction is translated and the other is not',
    };
  },
};

/** The answer, as a stream of its own: what failed is told where it was asked for. */
function answerItself(facts: Facts, asked: AskedElsewhereFact): Assessment | undefined {
  if (facts.turn !== undefined || facts.fin !== undefined) return undefined;
  return {
    evidence: [
      supports(asked, `this SYN-ACK answers a SYN that had asked ${asked.address} (packet ${asked.packets[0]})`),
    ],
    closer: 'middlebox',
    severity: 'benign',
    refines: ['capture-started-late', 'half-open-connection', 'still-open'],
    summary: `This is the answer to a SYN that had asked ${asked.address}, untranslated: what failed is that connection`,
    advice: ['Look at the connection that asked: its verdict tells what to do'],
    wouldBeProvedBy: WITNESSES,
  };
}

/**
 * Who translates mostly routes, too. Where no router lies between, or captures of both ends have the reset with the same addresses,
 * it may be a packet filter of the client's own, or the answer reached another part of its host (a VRF, a namespace).
 */
function isResetHere(facts: Facts, { clientIsNear }: HandshakeFact): boolean {
  if (clientIsNear) return true;
  const fate = facts['other-end']?.[0]?.fate;
  if (fate === 'sent' || fate === 'arrived') return true;
  const reset = closingReset(facts);
  const ttl = reset && ttlOf(facts, reset.packets[0]);
  return ttl !== undefined && isFromHere(ttl);
}

const maybeFiltered: Pick<Assessment, 'closer' | 'summary' | 'advice' | 'wouldBeProvedBy'> = {
  closer: 'unknown',
  summary:
    'The client rejected the server’s answer and went on asking: its own packet filter does so, the answer reached another part of its host (a VRF, a namespace), or one direction is translated on the way and the other is not',
  advice: [
    'Look at the client’s own packet filter (nft list ruleset): whether it rejects with a reset what comes in',
    ...ADVICE,
  ],
  wouldBeProvedBy: ['the rule set of the client, and the counters of its rules', ...WITNESSES],
};

/** Seen at the client: the answer is there, from an address that was not asked. */
function strangerEvidence(facts: Facts): Evidence[] {
  const answer = facts.stranger?.find(({ isSynAck }) => isSynAck);
  if (answer === undefined) return [];
  const reset = answer.wasReset ? ', and the client’s kernel reset it' : '';
  return [supports(answer, `a SYN-ACK to exactly this SYN came from ${answer.from}${reset}`)];
}

/** Seen at the server: the client does not take its answer, and goes on waiting for one. */
function attemptEvidence(facts: Facts, handshake: HandshakeFact): Evidence[] {
  const attempt = facts['connect-attempt']?.[0];
  if (attempt?.synAckReset !== true || !attempt.askedAgain || attempt.challenged) return [];
  const text =
    'the client reset the SYN-ACK and sent the same SYN again: it was waiting, and the answer was none to what it had asked';
  const evidence: Evidence[] = [(isResetHere(facts, handshake) ? hints : supports)(attempt, text)];
  const reset = closingReset(facts);
  if (handshake.synAcks > 1 && reset !== undefined) {
    evidence.push(hints(reset, `${count(handshake.synAcks, 'SYN-ACK')}, and each met a reset`));
  }
  return evidence;
}
