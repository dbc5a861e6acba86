/** What is only possible, and behind another cause at best, stands behind it, and beside no other. */
import { describe, expect, it } from 'vitest';
import { rankCauses } from '../../src/core/diagnose/rank.ts';
import type { Cause } from '../../src/core/model/cause.ts';
import type { Weight } from '../../src/core/model/diagnosis.ts';

function cause(id: string, weights: readonly Weight[], more: Partial<Cause> = {}): Cause {
  return {
    id,
    title: id,
    severity: 'failure',
    wouldBeProvedBy: [],
    advice: [],
    ...more,
    weigh: () => ({
      evidence: weights.map((weight) => ({ weight, text: '', packets: [1], source: 'capture' })),
      summary: '',
      closer: 'server application',
    }),
  };
}

function named(...causes: readonly Cause[]): string[] {
  return rankCauses(causes, {}).named.map((entry) => entry.cause.id);
}

describe('a cause that may be behind others', () => {
  const guess = cause('guess', ['hints', 'hints'], { behind: ['silent'] });

  it('is named beside them', () => {
    expect(named(guess, cause('silent', ['supports']))).toEqual(['silent', 'guess']);
  });

  it('stands behind them also where they are as unsure', () => {
    expect(named(guess, cause('silent', ['hints']))).toEqual(['silent', 'guess']);
    expect(named(guess, cause('silent', ['supports', 'speaks-against', 'speaks-against']))).toEqual([
      'silent',
      'guess',
    ]);
  });

  it('is not named where another cause explains the connection', () => {
    const explained = cause('explained', ['supports'], { refines: ['silent'] });
    expect(named(guess, cause('silent', ['supports', 'hints']), explained)).toEqual(['explained']);
  });

  it('is named for itself where it is more than possible, and where nothing else is', () => {
    const said = cause('guess', ['supports'], { behind: ['silent'] });
    expect(named(said, cause('explained', ['supports', 'hints']))).toEqual(['explained', 'guess']);
    expect(named(guess)).toEqual(['guess']);
  });
});
