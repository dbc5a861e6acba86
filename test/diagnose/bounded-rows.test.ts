import { describe, expect, it } from 'vitest';
import { BoundedRows } from '../../src/core/diagnose/bounded-rows.ts';

describe('BoundedRows', () => {
  it('gives each of the latest keys a row of its own, and a forgotten key another', () => {
    const rows = new BoundedRows<number>(100);
    const keys = new Int32Array(rows.rows);
    for (let key = 0; key < 1000; key += 1) {
      const row = rows.entry(key);
      expect(rows.isNew).toBe(true);
      expect(row).toBeLessThan(rows.rows);
      keys[row] = key;
      const latest = Array.from({ length: 100 }, (_, ago) => Math.max(0, key - ago));
      expect(latest.filter((known) => keys[rows.get(known)] !== known)).toEqual([]);
    }
    expect(rows.get(0)).toBe(-1);
    rows.entry(0);
    expect(rows.isNew).toBe(true);
  });

  it('keeps the row of what is met again, however much else comes between', () => {
    const rows = new BoundedRows<string>(10);
    const server = rows.entry('server');
    for (let i = 0; i < 1000; i += 1) {
      expect(rows.entry(`client ${i}`)).not.toBe(server);
      expect(rows.entry('server')).toBe(server);
      expect(rows.isNew).toBe(false);
    }
  });
});
