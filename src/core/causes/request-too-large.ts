/** The request, its head, its target or a packet of it was larger than the server takes, and it said so and closed. */
import type { Cause } from '../model/cause.ts';
import type { Evidence } from '../model/diagnosis.ts';
import type { Utterance } from '../model/utterance.ts';
import { hints, supports } from './_evidence.ts';
import { errorText, explained, lastWords, MANNERS, statedError } from './_last-words.ts';
import { withLog } from './_witness.ts';

/** Statuses that say so (RFC 9110 §15.5.14 and §15.5.15, RFC 6585 §5). */
const STATUSES: ReadonlyMap<number, string> = new Map([
  [413, 'the body is too large'],
  [414, 'the request target is too long'],
  [431, 'the header fields are too large'],
]);

export const cause: Cause = {
  id: 'request-too-large',
  title: 'the request was larger than the server takes',
  severity: 'failure',
  refines: MANNERS,
  wouldBeProvedBy: [
    'the server’s log (413, 414, 431, nginx “client sent too long header line”, “client intended to send too large body”)',
    'its limit: client_max_body_size, large_client_header_buffers, LimitRequestFieldSize, --max-http-header-size, max_allowed_packet',
  ],
  advice: [
    'Send less: fewer or smaller cookies, a body instead of a long query, smaller parts',
    'Or raise the server’s limit',
  ],
  weigh: withLog(
    { meanings: ['too-large'], summary: 'The request was larger than the server takes, and it closed' },
    (facts) => {
      const summary = 'The request was larger than the server takes, and it closed';
      const stated = statedError(facts, 'too-large');
      if (stated !== undefined) {
        const { error, last } = stated;
        return explained(facts, last, [supports(last.words, errorText(error))], { summary });
      }
      const last = lastWords(facts);
      if (last?.said.kind !== 'http-response') return undefined;
      const text = tooLarge(last.said);
      if (text === undefined) return undefined;
      // What matters is then that the answer may be lost.
      const isReset = facts.reset?.some((reset) => reset.from === 'server') === true;
      const evidence: Evidence = (isReset ? hints : supports)(last.words, text);
      return explained(facts, last, [evidence], { summary, closer: `${last.by} application` });
    },
  ),
};

function tooLarge({ detail: status, says }: Utterance): string | undefined {
  if (says === 'too-large') return `the server said status ${status} and that something is too large`;
  const what = STATUSES.get(status);
  return what === undefined ? undefined : `the server said status ${status}: ${what}`;
}
