/**
 * The client had stopped waiting when the SYN-ACK came: its kernel, which no longer knew the attempt, answered it with a bare
 * reset (RFC 9293 §3.10.7.1, CLOSED state). Its program's own time-out is shorter than the kernel's.
 */
import type { Cause } from '../model/cause.ts';
import type { Evidence } from '../model/diagnosis.ts';
import type { Facts, ResetFact } from '../model/fact.ts';
import { MILLISECOND, type TimeNs } from '../model/time.ts';
import { closingReset, count, duration, excludes, hints, supports } from './_evidence.ts';
import { senderEvidence, ttlOf } from './_sender.ts';

/** Longer than the round trip of any path but those over satellites. */
const LATE_MIN: TimeNs = 500 * MILLISECOND;

/** Near the client a reset follows on what it answers. */
const AT_ONCE_MAX: TimeNs = 20 * MILLISECOND;

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
    if (waitedNs < LATE_MIN || lingersAtClient(facts, reset)) return undefined;
    const syns = handshake.syns > 1 ? `${count(handshake.syns, 'SYN')}, and ` : '';
    const met = isAtOnce(reset)
      ? `the answer after ${duration(waitedNs)} met a bare reset`
      : `the answer met a bare reset, which came ${duration(waitedNs)} after the first SYN`;
    const evidence: Evidence[] = [supports(attempt, `${syns}${met}`)];
    evidence.push(...lateEvidence(facts));
    if (attempt.askedAgain) {
      evidence.push(excludes(attempt, 'after its reset the client sent the same SYN again: it had not given up'));
    }
    return {
      evidence: [...evidence, ...senderEvidence(facts, 'client', reset.packets[0])],
      closer: 'client application',
      summary: isAtOnce(reset)
        ? `The client had given up when the server’s answer came, ${duration(waitedNs)} after its first SYN`
        : `The client had given up when the server’s answer came to it: its reset came ${duration(waitedNs)} after its first SYN`,
    };
  },
};

/** The capture has the SYN-ACK and the reset at one time, as near the client. */
function isAtOnce({ delayNs }: ResetFact): boolean {
  return delayNs === undefined || delayNs < AT_ONCE_MAX;
}

/** No kernel takes so long over a reset: seen at the client itself, the SYN-ACK was not late, and is not what it answers. */
function lingersAtClient(facts: Facts, reset: ResetFact): boolean {
  const ttl = ttlOf(facts, reset.packets[0]);
  return !isAtOnce(reset) && ttl?.relation === 'same' && ttl.hops === 0;
}

function lateEvidence(facts: Facts): Evidence[] {
  const handshake = facts.handshake?.[0];
  if (handshake?.serverRttNs === undefined || handshake.serverRttNs < LATE_MIN) return [];
  return [hints(handshake, `the SYN-ACK took ${duration(handshake.serverRttNs)}`)];
}
