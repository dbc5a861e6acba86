import { expect, test } from 'vitest';
import type { Problem } from '../../src/core/model/problem.ts';
import { ProblemList } from '../../src/core/model/problem-list.ts';

function problem(fields: Partial<Problem> = {}): Problem {
  return { code: 'bad-length', message: 'It is long', count: 1, ...fields };
}

test('equal problems become one, which keeps the first place', () => {
  const list = new ProblemList();
  list.add(problem({ offset: 7, packet: 3 }));
  list.add(problem({ offset: 9, count: 2 }));
  list.add(problem({ file: 'other' }));
  list.add(problem({ message: 'It is short' }));
  list.add(problem({ code: 'bad-header' }));
  expect(list.all()).toEqual([
    problem({ offset: 7, packet: 3, count: 3 }),
    problem({ file: 'other' }),
    problem({ message: 'It is short' }),
    problem({ code: 'bad-header' }),
  ]);
});

test('the number of kinds is bounded', () => {
  const list = new ProblemList();
  for (let index = 0; index < 5000; index += 1) list.add(problem({ message: `It is ${index}` }));
  const all = list.all();
  expect(all.length).toBe(1001);
  expect(all.at(-1)).toEqual({ code: 'limit-reached', message: expect.stringContaining('More problems'), count: 4000 });
});
