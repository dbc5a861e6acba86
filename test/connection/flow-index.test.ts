import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FlowHash } from '../../src/core/connection/flow-hash.ts';
import { FlowIndex } from '../../src/core/connection/flow-index.ts';

/** Every slot the index has under this hash. */
function slotsOf(index: FlowIndex, hash: number): number[] {
  const slots: number[] = [];
  for (let cell = index.first(hash); index.slotAt(cell) >= 0; cell = index.next(cell)) {
    if (index.hashAt(cell) === hash) slots.push(index.slotAt(cell));
  }
  return slots.sort((a, b) => a - b);
}

describe('FlowIndex', () => {
  it('finds what was put in and not taken out, however hashes collide', () => {
    const hashes = fc.constantFrom(0, 1, 2, 4095, 4096, 8191, -1, -4096);
    const steps = fc.array(fc.record({ hash: hashes, does: fc.constantFrom('insert', 'remove', 'replace') }), {
      maxLength: 300,
    });
    fc.assert(
      fc.property(steps, (all) => {
        const index = new FlowIndex();
        const model = new Map<number, number[]>();
        for (const [slot, { hash, does }] of all.entries()) {
          const known = model.get(hash) ?? [];
          const [oldest] = known;
          if (does === 'remove' && oldest !== undefined) {
            index.remove(hash, oldest);
            model.set(hash, known.slice(1));
          } else if (does === 'replace' && oldest !== undefined) {
            index.replace(hash, oldest, slot);
            model.set(hash, [...known.slice(1), slot]);
          } else if (does === 'insert') {
            index.insert(hash, slot);
            model.set(hash, [...known, slot]);
          }
        }
        for (const [hash, slots] of model) expect(slotsOf(index, hash)).toEqual(slots);
      }),
      { numRuns: 300 },
    );
  });

  it('grows', () => {
    const index = new FlowIndex();
    for (let slot = 0; slot < 20_000; slot += 1) index.insert(Math.imul(slot, 0x9e3779b1), slot);
    const found = Array.from({ length: 20_000 }, (_, slot) => slotsOf(index, Math.imul(slot, 0x9e3779b1))[0]);
    expect(found).toEqual(Array.from({ length: 20_000 }, (_, slot) => slot));
  });

  it('leaves others alone when it is asked to remove what it has not', () => {
    const index = new FlowIndex();
    index.insert(5, 1);
    index.remove(5, 2);
    index.remove(6, 1);
    expect(slotsOf(index, 5)).toEqual([1]);
  });
});

describe('FlowHash', () => {
  it('is the same in both directions and differs by seed', () => {
    const hashOf = (seed: number, a: number, b: number): number => {
      const hash = new FlowHash(seed);
      return hash.pair(hash.endpoint(a, 80), hash.endpoint(b, 80));
    };
    expect(hashOf(1, 7, 9)).toBe(hashOf(1, 9, 7));
    expect(hashOf(1, 7, 9)).not.toBe(hashOf(2, 7, 9));
  });

  it('spreads neighbouring endpoints', () => {
    const hash = new FlowHash(3);
    const server = hash.endpoint(0x0a000001, 443);
    const low = new Set<number>();
    for (let port = 1024; port < 1024 + 4096; port += 1)
      low.add(hash.pair(hash.endpoint(0x0a000002, port), server) & 0xfff);
    // 4,096 balls into as many boxes leave about 63 % of them filled.
    expect(low.size).toBeGreaterThan(2400);
  });
});
