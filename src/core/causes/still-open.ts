/** Nothing ended the connection: the capture did. */
import type { Cause } from '../model/cause.ts';
import { duration, first, hints, supports } from './_evidence.ts';

export const cause: Cause = {
  id: 'still-open',
  title: 'still open when the capture ended',
  severity: 'benign',
  wouldBeProvedBy: ['a longer capture'],
  advice: ['Nothing has ended yet'],
  weigh: (facts) => {
    const silence = first(facts, 'silence');
    const handshake = first(facts, 'handshake');
    if (facts.reset !== undefined || facts.fin !== undefined || silence === undefined) return undefined;
    const waiting = handshake?.stage === 'unanswered' || handshake?.stage === 'answered';
    const text = `neither side closed; the last packet came ${duration(silence.durationNs)} before the end of the capture`;
    return {
      evidence: [(waiting ? hints : supports)(silence, text)],
      closer: 'nobody',
      summary: waiting
        ? 'The capture ended while the handshake was under way'
        : 'The connection was still open when the capture ended',
    };
  },
};
