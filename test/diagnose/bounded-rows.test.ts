import { describe, expect, it } from 'vitest';
import { BoundedRows } from '../../src/core/diagnose/bounded-rows.ts';

describe('BoundedRows', () => {
  it('gives each of the latest keys a row of its own, and a forgotten key another', () => {
    const rows = new BoundedRows(100);
    const keys = new Int32Array(rows.rows);
    for (let key = 0; key < 1000; key += 1) {
      const row = rows.entry(key);
      expect(rows.isNew).toBe(true);
      expect(row).toBeLessThan(rows.rows);
      expect(rows.size).toBeLessThanOrEqual(200);
      keys[row] = key;
      const latest = Array.from({ length: 100 }, (_, ago) => Math.max(0, key - ago));
      expect(latest.filter((known) => keys[rows.get(known)] !== known)).toEqual([]);
    }
    expect(rows.get(0)).toBe(-1);
    rows.entry(0);
    expect(rows.isNew).toBe(true);
  });

  it('keeps the row of what is met again, however much else comes between', () => {
    const rows = new BoundedRows(10);
    const server = rows.entry(-1);
    for (let client = 0; client < 1000; client += 1) {
      expect(rows.entry(client)).not.toBe(server);
      expect(rows.entry(-1)).toBe(server);
      expect(rows.isNew).toBe(false);
    }
  });

  it('tells keys apart that differ beyond 32 bits alone, or in sign', () => {
    const rows = new BoundedRows(100);
    const keys = [0, 1, -1, 2 ** 32, 2 ** 32 + 1, 2 ** 33 + 1, 2 ** 32 - 1, -(2 ** 31), 2 ** 31, 2 ** 53 - 1, 2 ** 52];
    const taken = keys.map((key) => rows.entry(key));
    expect(new Set(taken).size).toBe(keys.length);
    expect(keys.map((key) => rows.get(key))).toEqual(taken);
  });

  it('forgets what a map of two generations would', () => {
    const capacity = 50;
    const rows = new BoundedRows(capacity);
    let young = new Set<number>();
    let old = new Set<number>();
    let key = 1;
    for (let round = 0; round < 20_000; round += 1) {
      key = (Math.imul(key, 0x41c6_4e6d) + 12_345) & 0x7fff_ffff;
      const asked = ((key >>> 8) % 130) * 0x1000_0001;
      expect(rows.get(asked) >= 0).toBe(young.has(asked) || old.has(asked));
      rows.entry(asked);
      if (young.has(asked)) continue;
      old.delete(asked);
      if (young.size >= capacity) {
        old = young;
        young = new Set();
      }
      young.add(asked);
      expect(rows.size).toBe(young.size + old.size);
    }
  });
});
