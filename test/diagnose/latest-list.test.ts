import { expect, it } from 'vitest';
import { LatestList } from '../../src/core/diagnose/latest-list.ts';

it('keeps the latest, and no more than it may', () => {
  const latest = new LatestList<number>(3);
  expect(latest.list).toEqual([]);
  for (const one of [1, 2]) latest.note(one);
  expect(latest.list).toEqual([1, 2]);
  for (const one of [3, 4, 5]) latest.note(one);
  expect([...latest.list].sort()).toEqual([3, 4, 5]);
});
