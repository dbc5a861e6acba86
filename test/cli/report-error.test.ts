/** What is said of an error, by what kind of error it is. */
import { describe, expect, it } from 'vitest';
import { reportError } from '../../src/cli/report-error.ts';
import { WhyclosedError } from '../../src/core/model/whyclosed-error.ts';
import type { PageStyle } from '../../src/core/report/page.ts';

const PLAIN: PageStyle = { width: 90, color: false, ascii: false };

describe('an error', () => {
  const own = new WhyclosedError('no-lab', 'Cannot run the lab', { hint: 'clone the repository' });
  const expected = { text: 'error: Cannot run the lab\nhint: clone the repository\n', status: 3 };

  it('of the environment is said with its hint', () => {
    expect(reportError(own, false, PLAIN)).toEqual(expected);
  });

  it('of another copy of the program is no mistake of this one', () => {
    const foreign = Object.assign(new Error(own.message), { name: own.name, code: own.code, hint: own.hint });
    expect(reportError(foreign, false, PLAIN)).toEqual(expected);
  });

  it('that nobody has foreseen is', () => {
    expect(reportError(new TypeError('x is not a function'), false, PLAIN).text).toContain(
      'a mistake in whyclosed itself',
    );
  });
});
