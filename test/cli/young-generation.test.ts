/** V8's young generation is let grow up to a size, and no further. */
import { describe, expect, it } from 'vitest';
import { YoungGeneration } from '../../src/cli/young-generation.ts';

const MEBIBYTE = 1024 * 1024;

/** The flags that are set while it has these sizes. */
function flagsOf(sizes: readonly number[], version?: string): string[] {
  const flags: string[] = [];
  const left = [...sizes];
  const space = { size: () => (left.shift() as number) * MEBIBYTE, setFlag: (flag: string) => void flags.push(flag) };
  const young = new YoungGeneration(space, version);
  for (const _ of sizes) young.watch();
  return flags;
}

describe('the young generation', () => {
  it('grows as it would while it is small', () => {
    expect(flagsOf([1, 2, 4, 7.9])).toEqual([]);
  });

  it('stays as it is when it is large enough, and may grow again where V8 has made it smaller', () => {
    const [stays, grows] = ['--semi-space-growth-factor=1', '--semi-space-growth-factor=2'];
    expect(flagsOf([4, 8, 8, 16])).toEqual([stays]);
    expect(flagsOf([8, 8, 2, 4, 8])).toEqual([stays, grows, stays]);
  });

  it('is left alone by a V8 that may not know the flag', () => {
    expect(flagsOf([8], '10.2.154')).toEqual([]);
    expect(flagsOf([8], '99.0.0')).toEqual([]);
    expect(flagsOf([8], '13.6.233.10-node.28')).toHaveLength(1);
  });

  it('is not asked again where nobody knows it', () => {
    let asked = 0;
    const size = (): number => {
      asked += 1;
      throw new Error('not implemented');
    };
    const young = new YoungGeneration({ size, setFlag: () => {} });
    young.watch();
    young.watch();
    expect(asked).toBe(1);
  });

  it('is that of this process, unless told', () => {
    expect(() => new YoungGeneration().watch()).not.toThrow();
  });
});
