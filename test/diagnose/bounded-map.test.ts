import { describe, expect, it } from 'vitest';
import { BoundedMap } from '../../src/core/diagnose/bounded-map.ts';

describe('BoundedMap', () => {
  it('remembers the latest keys, and never more than twice its capacity', () => {
    const map = new BoundedMap<number, number>(100);
    for (let key = 0; key < 10_000; key += 1) {
      map.entry(key, () => key);
      expect(map.size).toBeLessThanOrEqual(200);
      expect(map.get(Math.max(0, key - 99))).toBe(Math.max(0, key - 99));
    }
    expect(map.get(0)).toBeUndefined();
  });

  it('keeps what is met again, however much else comes between', () => {
    const map = new BoundedMap<string, number>(10);
    map.entry('server', () => 443);
    for (let i = 0; i < 1000; i += 1) {
      map.entry(`client ${i}`, () => i);
      expect(map.entry('server', () => 0)).toBe(443);
    }
  });

  it('is no slower when full', () => {
    const started = performance.now();
    const map = new BoundedMap<number, boolean>(1 << 15);
    for (let key = 0; key < 1_000_000; key += 1) map.entry(key, () => true);
    // It takes 0.2 s; deleting the oldest key of one map for each new one takes 16 s.
    expect(performance.now() - started).toBeLessThan(5000);
  });
});
