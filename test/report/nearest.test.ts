import { describe, expect, test } from 'vitest';
import { findNearest } from '../../src/core/report/nearest.ts';

describe('findNearest()', () => {
  test.each([
    ['limt', 'limit'],
    ['ilmit', 'limit'],
    ['LIMIT', 'limit'],
    ['form', 'format'],
    ['fail', 'fail-on'],
    ['on', undefined],
    ['zzzz', undefined],
    ['', undefined],
  ])('%s is %s', (word, nearest) => {
    expect(findNearest(word, ['limit', 'format', 'fail-on', 'ladder'])).toBe(nearest);
  });

  test('is not slowed by a word without end', () => {
    expect(findNearest('timil'.repeat(100_000), ['ladder'])).toBe(undefined);
  });
});
