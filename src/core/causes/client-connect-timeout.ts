/**
 * The client had stopped waiting when the SYN-ACK came: its kernel, which no longer knew the attempt, answered it with a bare
 * reset (RFC 9293 §3.10.7.1, CLOSED state). Its program's own time-out is shorter than the kernel's.
 */
import type { Cause } from '../model/cause.ts';
import type { Evidence } from '../model/diagnosis.ts';
import type { Facts } from '../model/fact.ts';
import { MILLISECOND, type TimeNs } from '../model/time.ts';
import { closingReset, count, duration, excludes, hints, supports } from './_evidence.ts';
import { senderEvidence } from './_sender.ts';

/** Longer than the round trip of any path but those over satellites. */
const LATE_MIN: TimeNs = 500 * MILLISECOND;

export const cause: Cause = {
  id: 'client-connect-timeout',
  title: 'the client had stopped waiting for the handshake',
  severity: 'failure',
  refines: ['unanswered-syn', 'client-abort', 'injected-reset'],
  wouldBeProvedBy: [
    'the client’s connect time-out, and its log at this moment',
    'a capture at the server: whether the SYN was late to arrive, or its answer late to leave',
  ],
  advice: [
    'Find out why the handshake takes so long: lost SYNs, a full accept queue, a machine that is overloaded or wakes up first',
    'Give connect() more time than one repetition of the SYN takes (1 s on most systems, RFC 6298 §2.1)',
  ],
  weigh: (facts) => {
    const reset = closingReset(facts);
    const attempt = facts['connect-attempt']?.[0];
    const handshake = facts.handshake?.[0];
    if (reset?.from !== 'client' || attempt?.synAckReset !== true || handshake?.stage !== 'answered') return undefined;
    const waitedNs = reset.timeNs - handshake.startNs;
    if (waitedNs < LATE_MIN) return undefined;
    const after = handshake.syns > 1 ? `${count(handshake.syns, 'SYN')}, and the answer after` : 'the answer after';
    const evidence: Evidence[] = [supports(attempt, `${after} ${duration(waitedNs)} met a bare reset`)];
    evidence.push(...lateEvidence(facts));
    if (attempt.askedAgain) {
      evidence.push(excludes(attempt, 'after its reset the client sent the same SYN again: it had not given up'));
    }
    return {
      evidence: [...evidence, ...senderEvidence(facts, 'client', reset.packets[0])],
      closer: 'client application',
      summary: `The client had given up when the server’s answer came, ${duration(waitedNs)} after its first SYN`,
    };
  },
};

function lateEvidence(facts: Facts): Evidence[] {
  const handshake = facts.handshake?.[0];
  if (handshake?.serverRttNs === undefined || handshake.serverRttNs < LATE_MIN) return [];
  return [hints(handshake, `the SYN-ACK took ${duration(handshake.serverRttNs)}`)];
}
