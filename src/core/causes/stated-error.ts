/** The server said in an error message why it closes, and that is nothing that has a cause of its own here. */
import type { Assessment, Cause } from '../model/cause.ts';
import type { Facts } from '../model/fact.ts';
import { supports } from './_evidence.ts';
import {
  errorText,
  explained,
  hasAskedNothing,
  isAfterSilence,
  lastWords,
  MANNERS,
  statedError,
} from './_last-words.ts';
import { isSomethingElse } from './_words.ts';

/** Replies of SMTP, FTP and NNTP from here on say no (RFC 5321 §4.2.1, RFC 959 §4.2.1). */
const FIRST_FAILURE = 400;
/** The service closes the channel with it (RFC 5321 §4.2.3, RFC 959 §4.2.1), whatever was asked. */
const NOT_AVAILABLE = 421;

export const cause: Cause = {
  id: 'stated-error',
  title: 'the server said which error made it close',
  severity: 'failure',
  refines: MANNERS,
  wouldBeProvedBy: ['the server’s log of that moment: the same error with more words'],
  advice: ['Look the error up in the server’s documentation, and in its log'],
  weigh: (facts) => byError(facts) ?? byReply(facts),
};

function byError(facts: Facts): Assessment | undefined {
  const stated = statedError(facts, 'other');
  if (stated === undefined) return undefined;
  const { error, last } = stated;
  return explained(facts, last, [supports(last.words, errorText(error))], {
    summary: `The server closed with an error of ${error.of}: ${error.says}`,
  });
}

/** A reply of failure, upon which the server closed of its own accord; not what says more than its number. */
function byReply(facts: Facts): Assessment | undefined {
  const last = lastWords(facts);
  if (last?.by !== 'server') return undefined;
  const { kind, detail, says } = last.said;
  if (kind !== 'text-greeting' || detail < FIRST_FAILURE || says === 'too-many') return undefined;
  if (says === 'too-slow' && isAfterSilence(facts, last)) return undefined;
  // To a client that speaks something else any reply is one of failure; who may not come in hears so at once.
  const isUnasked = hasAskedNothing(last.words);
  if (!isUnasked && !isSomethingElse(last.words.clientFirst)) return undefined;
  if (isUnasked && says === 'not-allowed' && detail >= 500) return undefined;
  const how = isUnasked ? ' instead of a greeting' : '';
  const meaning = detail === NOT_AVAILABLE ? ': service not available' : '';
  return explained(facts, last, [supports(last.words, `the server said ${detail}${how} and closed`)], {
    summary: `The server closed with the reply ${detail}${how}${meaning}`,
  });
}
