/** Marks of a record are bits of one number: each has one of its own. */
import { describe, expect, it } from 'vitest';
import * as record from '../../src/core/connection/record.ts';
import * as side from '../../src/core/connection/side-record.ts';

describe.each([
  ['a connection', record],
  ['a side', side],
])('the marks of %s', (_, exported) => {
  const marks = Object.entries(exported).filter(
    (entry): entry is [string, number] => typeof entry[1] === 'number' && /^[A-Z_0-9]+$/.test(entry[0]),
  );

  it('share no bit', () => {
    expect(marks.length).toBeGreaterThan(5);
    const shared = marks.flatMap(([name, mark], index) =>
      marks.slice(index + 1).flatMap(([other, bits]) => ((mark & bits) === 0 ? [] : [`${name} and ${other}`])),
    );
    expect(shared).toEqual([]);
  });
});
