import { expect, it } from 'vitest';
import { perFacts } from '../../src/core/causes/_per-facts.ts';
import type { Facts } from '../../src/core/model/fact.ts';

it('reads a connection once while it is asked about, and another anew', () => {
  const asked: Facts[] = [];
  const read = perFacts((facts) => asked.push(facts));
  const one = {} as Facts;
  const other = {} as Facts;
  expect([read(one), read(one), read(other), read(other), read(one)]).toEqual([1, 1, 2, 2, 3]);
  expect(asked).toEqual([one, other, one]);
  expect(asked[1]).toBe(other);
});

it('remembers that there is no answer', () => {
  let count = 0;
  const read = perFacts(() => {
    count += 1;
    return undefined;
  });
  const facts = {} as Facts;
  read(facts);
  expect(read(facts)).toBeUndefined();
  expect(count).toBe(1);
});
