/** Nothing ended the connection: the capture did. */
import type { Cause } from '../model/cause.ts';
import type { Facts, HandshakeFact } from '../model/fact.ts';
import { SECOND, type TimeNs } from '../model/time.ts';
import { duration, hints, supports } from './_evidence.ts';
import { isSynRepeated } from './_handshake.ts';

/** A handshake that takes longer has failed. */
const PATIENCE: TimeNs = 3 * SECOND;

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
    const watched = silence.durationNs > 0 ? `, ${duration(silence.durationNs)} before the end of the capture` : '';
    const text = `neither side closed; this is the last packet${watched}`;
    return {
      evidence: [(waiting ? hints : supports)(silence, text)],
      closer: 'nobody',
      summary: waiting
        ? 'The capture ended while the handshake was under way'
        : 'The connection was still open when the capture ended',
    };
  },
};

function closes(facts: Facts): boolean {
  return facts.fin !== undefined || facts.reset?.some((reset) => reset.closes) === true;
}

/** Somebody had to repeat, or waited in vain. */
function hasFailed(handshake: HandshakeFact, silentNs: TimeNs): boolean {
  if (handshake.stage === 'answered') return handshake.synAcks > 1;
  return isSynRepeated(handshake) || handshake.tryingNs + silentNs >= PATIENCE;
}
