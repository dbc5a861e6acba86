/** Where records lie: which slots were ever handed out. */
import { describe, expect, it } from 'vitest';
import { ConnectionRecord } from '../../src/core/connection/record.ts';
import { RecordStore } from '../../src/core/connection/record-store.ts';

/** All slots that were handed out, as whoever goes through the store finds them. */
function touched(store: RecordStore): number[] {
  const slots: number[] = [];
  for (let slot = store.touchedFrom(0); slot < store.used; slot = store.touchedFrom(slot + 1)) slots.push(slot);
  return slots;
}

describe('the slots of a store', () => {
  it('are none at first', () => {
    expect(touched(new RecordStore())).toEqual([]);
  });

  it('are those that were handed out, of open connections and of those that are over, and no others of their pages', () => {
    const store = new RecordStore();
    const record = new ConnectionRecord();
    const page = 16_384;
    for (let i = 0; i < 3; i += 1) store.take(record);
    expect(touched(store)).toEqual([0, 1, 2]);
    // Its new place is in a page of its own; the old one stays handed out.
    store.setAside(record);
    expect(touched(store)).toEqual([0, 1, 2, page]);
    for (let i = 3; i <= page + 1; i += 1) store.take(record);
    // The page of the open ones is full, and the next one lies behind that of those that are over.
    expect(touched(store).slice(-3)).toEqual([page - 1, page, 2 * page]);
  });
});
