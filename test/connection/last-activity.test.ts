/** The order in which connections are handed over: by the time of their last packet, and of equal times by slot. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inOrderOfTime, oldestShare } from '../../src/core/connection/last-activity.ts';
import { ConnectionRecord } from '../../src/core/connection/record.ts';
import { RecordStore } from '../../src/core/connection/record-store.ts';

/** A store with a connection for each time; `over` says which of them are over and wait, `left` which have left. */
function storeOf(times: readonly number[], over: readonly number[] = [], left: readonly number[] = []): RecordStore {
  const store = new RecordStore();
  const record = new ConnectionRecord();
  for (const [index, timeNs] of times.entries()) {
    store.take(record);
    record.lastNs = timeNs;
    if (over.includes(index)) store.setAside(record);
    if (!left.includes(index)) continue;
    store.retire(record);
    store.release(record);
  }
  return store;
}

/** The same by comparing all with all. */
function expected(store: RecordStore): number[] {
  const record = new ConnectionRecord();
  const slots: number[] = [];
  for (let slot = store.touchedFrom(0); slot < store.used; slot = store.touchedFrom(slot + 1)) {
    store.moveTo(record, slot);
    if (record.marks !== 0) slots.push(slot);
  }
  return slots.sort((a, b) => store.lastNs(a) - store.lastNs(b) || a - b);
}

describe('the order of last packets', () => {
  it('is that of time, and of slot where times are equal', () => {
    const store = storeOf([30, 10, 20, 10, -5, 10, 20]);
    expect([...inOrderOfTime(store, new ConnectionRecord())]).toEqual([4, 1, 3, 5, 2, 6, 0]);
  });

  it('is so whatever the times, however many there are, and whoever is over or has left', () => {
    const time = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.double({ noNaN: true, noDefaultInfinity: true }));
    const runs = fc.array(fc.record({ time, count: fc.integer({ min: 1, max: 600 }) }), { maxLength: 8 });
    const some = fc.array(fc.nat(2000), { maxLength: 40 });
    fc.assert(
      fc.property(runs, some, some, (all, over, left) => {
        const times = all.flatMap(({ time: at, count }) => Array.from({ length: count }, (_, i) => at + (i % 3)));
        const store = storeOf(times, over, left);
        expect([...inOrderOfTime(store, new ConnectionRecord())]).toEqual(expected(store));
      }),
      { numRuns: 60 },
    );
  });

  it('gives the oldest share, and one at least', () => {
    const store = storeOf(Array.from({ length: 1000 }, (_, i) => (i * 7) % 1000));
    expect([...oldestShare(store, new ConnectionRecord(), 1 / 4)].slice(0, 3)).toEqual([0, 143, 286]);
    expect(oldestShare(store, new ConnectionRecord(), 1 / 4)).toHaveLength(250);
    expect(oldestShare(store, new ConnectionRecord(), 0)).toHaveLength(1);
  });

  it('is that of nothing where there is nothing', () => {
    expect(inOrderOfTime(new RecordStore(), new ConnectionRecord())).toHaveLength(0);
  });
});
