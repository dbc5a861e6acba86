/**
 * One end found the other's frames to be too many or too costly: GOAWAY with ENHANCE_YOUR_CALM (RFC 9113 §7, §10.5). Resets
 * of streams, SETTINGS, empty frames, or headers; the measures against "rapid reset" say the same.
 */
import type { Cause } from '../model/cause.ts';
import { supports } from './_evidence.ts';
import { ENHANCE_YOUR_CALM, goawayOf, goawayText, withGoaway } from './_goaway.ts';
import { MANNERS } from './_last-words.ts';

export const cause: Cause = {
  id: 'http2-flood',
  title: 'too many frames of HTTP/2 for the other end',
  severity: 'failure',
  refines: [...MANNERS, 'http2-goaway'],
  wouldBeProvedBy: [
    'the log of the end that said GOAWAY (nginx “http2 flood detected”)',
    'the frames before it: tshark -Y http2',
  ],
  advice: [
    'Look at what the client sends in large numbers: RST_STREAM (cancelled requests), SETTINGS, PING, empty frames',
    'If it is no attack, let the client cancel less, or raise the server’s limit',
  ],
  weigh: (facts) => {
    const goaway = goawayOf(facts);
    if (goaway?.error !== ENHANCE_YOUR_CALM || goaway.text === 'too_many_pings') return undefined;
    const other = goaway.by === 'server' ? 'client' : 'server';
    const summary = `The ${goaway.by} ended the connection because the ${other} gave it too much to do`;
    return withGoaway(facts, goaway, [supports(goaway.words, goawayText(goaway))], summary);
  },
};
