/** Nothing ended the connection: the capture did. */
import type { Cause } from '../model/cause.ts';
import type { Facts, HandshakeFact, SilenceFact } from '../model/fact.ts';
import { SECOND, type TimeNs } from '../model/time.ts';
import { duration, hints, supports } from './_evidence.ts';
import { isSynRepeated } from './_handshake.ts';

/** A handshake that takes longer has failed. */
const PATIENCE: TimeNs = 3 * SECOND;

/** A SYN-ACK is repeated after 1 s (RFC 6298 §2.1), after 3 s by old systems (RFC 1122 §4.2.3.1). */
const REPEATED_BY: TimeNs = 3.5 * SECOND;

export const cause: Cause = {
  id: 'still-open',
  title: 'still open when the capture ended',
  severity: 'benign',
  wouldBeProvedBy: ['a longer capture'],
  advice: ['Nothing has ended yet'],
  weigh: (facts) => {
    const silence = facts.silence?.[0];
    const handshake = facts.handshake?.[0];
    if (closes(facts) || silence === undefined || handshake === undefined) return undefined;
    const waiting = handshake.stage === 'unanswered' || handshake.stage === 'answered';
    if (waiting && hasFailed(handshake, silence.durationNs)) return undefined;
    // A client that asks anew from the same port has no connection there any more.
    if (silence.until === 'successor') return undefined;
    const oneWay = facts.quality?.[0]?.oneWay;
    const what =
      oneWay === undefined ? 'neither side closed' : `the ${oneWay} did not close, and only its packets were captured`;
    const isDone = handshake.stage === 'answered' && silence.durationNs >= REPEATED_BY;
    const end = silence.until === 'end' ? 'of the capture' : 'of what is remembered: too many connections were open';
    const watched =
      silence.durationNs > 0 || silence.until === 'limit'
        ? `, ${duration(silence.durationNs)} before the end ${end}`
        : '';
    return {
      evidence: [
        (waiting || oneWay !== undefined ? hints : supports)(silence, `${what}; this is the last packet${watched}`),
        ...(isDone
          ? [hints(handshake, 'neither side repeated what it had sent: the capture seems to lack what the client said')]
          : []),
      ],
      closer: 'nobody',
      summary: isDone ? 'The server answered the SYN; how it went on was not captured' : summarise(silence, waiting),
      ...(isDone ? { advice: ['Capture without gaps (tcpdump --immediate-mode -U -s 512 -B 16384)'] } : {}),
    };
  },
};

function summarise({ until }: SilenceFact, waiting: boolean): string {
  const then = until === 'limit' ? 'it was given up, because too many others were open' : 'the capture ended';
  return waiting ? `The handshake was under way when ${then}` : `The connection was still open when ${then}`;
}

function closes(facts: Facts): boolean {
  return facts.fin !== undefined || facts.reset?.some((reset) => reset.closes) === true;
}

/** Somebody had to repeat, or waited in vain. */
function hasFailed(handshake: HandshakeFact, silentNs: TimeNs): boolean {
  if (handshake.stage === 'answered') return handshake.synAcks > 1;
  return isSynRepeated(handshake) || handshake.tryingNs + silentNs >= PATIENCE;
}
