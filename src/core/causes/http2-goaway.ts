/**
 * One end announced with GOAWAY that it takes no more streams (RFC 9113 §6.8), and closed. With an error code it says why;
 * with NO_ERROR it takes its leave: a limit on age or requests, a shutdown.
 */
import type { Cause } from '../model/cause.ts';
import { supports } from './_evidence.ts';
import { goawayOf, goawayText, NO_ERROR, withGoaway } from './_goaway.ts';
import { MANNERS } from './_last-words.ts';

export const cause: Cause = {
  id: 'http2-goaway',
  title: 'ended with GOAWAY of HTTP/2',
  severity: 'failure',
  refines: MANNERS,
  wouldBeProvedBy: ['the log of the end that said GOAWAY: which check failed, or which limit was reached'],
  advice: [
    'Look the error code up in RFC 9113 §7: it says which rule the other end broke',
    'After NO_ERROR nothing is wrong: open another connection, and repeat what was not taken',
  ],
  weigh: (facts) => {
    const goaway = goawayOf(facts);
    if (goaway === undefined) return undefined;
    const summary =
      goaway.error === NO_ERROR
        ? `The ${goaway.by} announced that it takes no more streams, and closed`
        : `The ${goaway.by} ended the HTTP/2 connection because of an error`;
    const severity = goaway.error === NO_ERROR ? 'benign' : 'failure';
    return withGoaway(facts, goaway, [supports(goaway.words, goawayText(goaway))], summary, severity);
  },
};
