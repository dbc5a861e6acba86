/**
 * One end announced with GOAWAY that it takes no more streams (RFC 9113 §6.8), and closed. With an error code it says why;
 * with NO_ERROR it takes its leave: a limit on age or requests, a shutdown.
 */
import type { Assessment, Cause } from '../model/cause.ts';
import type { Evidence } from '../model/diagnosis.ts';
import type { Facts } from '../model/fact.ts';
import { hints, supports } from './_evidence.ts';
import { type Goaway, goawayOf, goawayText, NO_ERROR, withGoaway } from './_goaway.ts';
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
    // What was asked after it is another matter.
    const weigh =
      goaway.error === NO_ERROR && facts.turn?.[0]?.by === 'client' && goaway.leavesRequest ? hints : supports;
    const said = weigh(goaway.words, goawayText(goaway));
    if (goaway.error === NO_ERROR) return takingLeave(facts, goaway, said);
    const summary = `The ${goaway.by} ended the HTTP/2 connection because of an error`;
    return withGoaway(facts, goaway, [said], summary, 'failure');
  },
};

/**
 * Who takes leave answers what it has taken first; what is beyond its last stream identifier it never took, and that may be
 * repeated (RFC 9113 §6.8). A first GOAWAY that only warns names the highest identifier there is.
 */
function takingLeave(facts: Facts, goaway: Goaway, said: Evidence): Assessment {
  const { by, close, words, leavesRequest, tookNone } = goaway;
  const announced = `The ${by} announced that it takes no more streams, and ${close.from === by ? '' : `the ${close.from} `}closed`;
  if (!leavesRequest) return withGoaway(facts, goaway, [said], announced, 'benign');
  const taken = tookNone
    ? 'its last stream identifier is 0: it took no request, and the last may be repeated'
    : 'whether it had taken that, its last stream identifier says';
  const left = hints(words, `no answer to the client’s last request; ${taken}`);
  return withGoaway(
    facts,
    goaway,
    [said, left],
    `${announced}; the last request was left without an answer`,
    'suspicious',
  );
}
