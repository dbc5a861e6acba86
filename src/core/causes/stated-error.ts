/** The server said in an error message why it closes, and that is nothing that has a cause of its own here. */
import type { Cause } from '../model/cause.ts';
import { supports } from './_evidence.ts';
import { errorText, explained, MANNERS, statedError } from './_last-words.ts';

export const cause: Cause = {
  id: 'stated-error',
  title: 'the server said which error made it close',
  severity: 'failure',
  refines: MANNERS,
  wouldBeProvedBy: ['the server’s log of that moment: the same error with more words'],
  advice: ['Look the error up in the server’s documentation, and in its log'],
  weigh: (facts) => {
    const stated = statedError(facts, 'other');
    if (stated === undefined) return undefined;
    const { error, last } = stated;
    return explained(facts, last, [supports(last.words, errorText(error))], {
      summary: `The server closed with an error of ${error.of}: ${error.says}`,
    });
  },
};
