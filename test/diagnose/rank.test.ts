/** How sure a verdict is, by the weights of its evidence and what the capture lacks; which causes are named, and in which order. */
import { describe, expect, it } from 'vitest';
import { rankCauses } from '../../src/core/diagnose/rank.ts';
import type { Cause } from '../../src/core/model/cause.ts';
import type { Closer, Weight } from '../../src/core/model/diagnosis.ts';
import type { QualityFact } from '../../src/core/model/fact.ts';

/** A capture that lacks nothing. */
const WHOLE: QualityFact = {
  kind: 'quality',
  startedLate: false,
  serverLeftOut: false,
  missedBytes: 0,
  unheardBytes: 0,
  withoutAcks: false,
  evicted: false,
  packetCount: 10,
  packets: [1],
};

function cause(
  id: string,
  weights: readonly Weight[],
  more: Partial<Cause> = {},
  closer: Closer = 'server application',
): Cause {
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
      closer,
    }),
  };
}

function named(...causes: readonly Cause[]): string[] {
  return rankCauses(causes, {}).named.map((entry) => entry.cause.id);
}

function confidence(weights: readonly Weight[], quality: Partial<QualityFact> = {}): string | undefined {
  const facts = { quality: [{ ...WHOLE, ...quality }] as const };
  return rankCauses([cause('it', weights)], facts).named[0]?.confidence;
}

describe('how sure a cause is', () => {
  it('is decided by its strongest evidence, and by what speaks against it', () => {
    expect(confidence(['proves', 'hints'])).toBe('certain');
    expect(confidence(['proves', 'speaks-against'])).toBe('likely');
    expect(confidence(['supports', 'hints'])).toBe('likely');
    expect(confidence(['supports', 'supports', 'speaks-against'])).toBe('possible');
    expect(confidence(['hints'])).toBe('possible');
    expect(confidence(['hints', 'hints', 'speaks-against'])).toBeUndefined();
    expect(confidence(['speaks-against'])).toBeUndefined();
    expect(confidence([])).toBeUndefined();
  });

  it.each<Partial<QualityFact>>([
    { startedLate: true },
    { oneWay: 'client' },
    { withoutAcks: true },
    { missedBytes: 1 },
    { evicted: true },
  ])('is never certain where the capture lacks part of the connection: %o', (lack) => {
    expect(confidence(['proves'], lack)).toBe('likely');
    expect(confidence(['supports'], lack)).toBe('likely');
  });

  it('is no more than possible where the clock of the capture jumps', () => {
    const jump = { clockJump: { number: 2, backNs: 1e9 } };
    expect(confidence(['proves'], jump)).toBe('possible');
    expect(confidence(['supports'], jump)).toBe('possible');
    expect(confidence(['hints'], jump)).toBe('possible');
    expect(confidence(['hints', 'speaks-against'], jump)).toBeUndefined();
  });
});

describe('a cause that is ruled out', () => {
  it('is named as such only where something strong was for it', () => {
    const ruled = [
      cause('b', ['proves', 'excludes']),
      cause('a', ['supports', 'excludes']),
      cause('c', ['hints', 'excludes']),
    ];
    const { named: kept, ruledOut } = rankCauses(ruled, {});
    expect(kept).toEqual([]);
    expect(ruledOut.map((entry) => [entry.cause.id, entry.evidence.weight])).toEqual([
      ['a', 'excludes'],
      ['b', 'excludes'],
    ]);
  });
});

describe('the order of causes', () => {
  it('is that of how sure they are, whatever hints there are', () => {
    const sure = cause('sure', ['proves', 'hints']);
    const likely = cause('likely', ['supports', 'supports', 'supports', 'supports']);
    expect(named(cause('doubted', ['supports', 'speaks-against']), likely, sure)).toEqual([
      'sure',
      'likely',
      'doubted',
    ]);
  });

  it('is that of their evidence among equally sure ones: strong evidence before any number of hints', () => {
    const strong = cause('strong', ['supports', 'supports']);
    const hinted = cause('hinted', ['supports', ...Array<Weight>(9).fill('hints')]);
    expect(named(hinted, strong)).toEqual(['strong', 'hinted']);
    expect(named(cause('bare', ['supports']), hinted)).toEqual(['hinted', 'bare']);
  });

  it('is that of how special they are, and of their names, where the evidence is the same', () => {
    const special = cause('special', ['supports'], { refines: ['elsewhere'] });
    expect(named(cause('b', ['supports']), cause('a', ['supports']), special)).toEqual(['special', 'a', 'b']);
  });
});

describe('a broader cause', () => {
  const broad = cause('broad', ['supports']);

  it('is not named beside one that refines it and is as sure', () => {
    expect(named(broad, cause('fine', ['supports'], { refines: ['broad'] }))).toEqual(['fine']);
    expect(named(broad, cause('fine', ['proves'], { refines: ['broad'] }))).toEqual(['fine']);
  });

  it('is named where what refines it is less sure, or is refined by it in turn', () => {
    expect(named(broad, cause('fine', ['hints'], { refines: ['broad'] }))).toEqual(['broad', 'fine']);
    const both = cause('broad', ['supports'], { refines: ['fine'] });
    expect(named(both, cause('fine', ['supports'], { refines: ['broad'] }))).toEqual(['broad', 'fine']);
  });

  it('is not refined by itself', () => {
    expect(named(cause('own', ['supports'], { refines: ['own'] }))).toEqual(['own']);
  });
});

it('leaves out a fallback where anything else is named, however unsure', () => {
  const fallback = cause('fallback', ['supports'], { fallback: true });
  expect(named(fallback, cause('other', ['hints']))).toEqual(['other']);
  expect(named(fallback)).toEqual(['fallback']);
});

describe('two causes that are certain', () => {
  const one = cause('one', ['proves']);
  const sureness = (...causes: readonly Cause[]) =>
    rankCauses(causes, { quality: [WHOLE] }).named.map((entry) => entry.confidence);

  it('are both only likely where they blame different parties, and what was less sure stays so', () => {
    const other = cause('other', ['proves'], {}, 'client application');
    expect(sureness(one, other, cause('third', ['hints']))).toEqual(['likely', 'likely', 'possible']);
  });

  it('stay certain where they blame the same, and where the other is not certain', () => {
    expect(sureness(one, cause('other', ['proves']))).toEqual(['certain', 'certain']);
    expect(sureness(one, cause('other', ['supports'], {}, 'client application'))).toEqual(['certain', 'likely']);
  });
});

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
