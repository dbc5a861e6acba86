/** Connections in order of their last packet, in four bytes a connection beside their records: there may be millions. */
import { type ConnectionRecord, IN_USE } from './record.ts';
import type { RecordStore } from './record-store.ts';

/** So many slots, about, are put in order by comparison at once; their records lie in the caches then. */
const TOGETHER = 256;

/** Moves the cursor to the first connection in this slot or after it; false where there is none. */
function moveToNext(store: RecordStore, record: ConnectionRecord, from: number): boolean {
  for (let slot = store.touchedFrom(from); slot < store.used; slot = store.touchedFrom(slot + 1)) {
    store.moveTo(record, slot);
    if (record.has(IN_USE)) return true;
  }
  return false;
}

/** All slots in use, oldest last packet first; equal times in order of slot. Moves the cursor. */
export function inOrderOfTime(store: RecordStore, record: ConnectionRecord): Uint32Array {
  const bounds = sampleTimes(store, record);
  // By share of the time: how many slots are in it, and then where the next of them goes.
  const places = new Uint32Array(bounds.length + 1);
  for (let slot = 0; moveToNext(store, record, slot); slot = record.slot + 1) {
    const share = shareOf(bounds, record.lastNs);
    places[share] = (places[share] as number) + 1;
  }
  let start = 0;
  for (const [share, count] of places.entries()) {
    places[share] = start;
    start += count;
  }
  const ordered = new Uint32Array(start);
  for (let slot = 0; moveToNext(store, record, slot); slot = record.slot + 1) {
    const share = shareOf(bounds, record.lastNs);
    ordered[places[share] as number] = record.slot;
    places[share] = (places[share] as number) + 1;
  }
  const compare = (a: number, b: number): number => store.lastNs(a) - store.lastNs(b) || a - b;
  let from = 0;
  for (const end of places) {
    if (end - from > 1) ordered.subarray(from, end).sort(compare);
    from = end;
  }
  return ordered;
}

/** The share of all slots in use, at least one, whose last packets are oldest. Moves the cursor. */
export function oldestShare(store: RecordStore, record: ConnectionRecord, share: number): Uint32Array {
  const count = Math.max(1, Math.floor(store.size * share));
  return inOrderOfTime(store, record).slice(0, count);
}

/** Times of some of the connections, in order: between two of them lie about as many as between any other two. */
function sampleTimes(store: RecordStore, record: ConnectionRecord): Float64Array {
  const times = new Float64Array(Math.floor(store.size / TOGETHER));
  let count = 0;
  for (let slot = 0; moveToNext(store, record, slot); slot = record.slot + 1) {
    if (count % TOGETHER === 0 && count / TOGETHER < times.length) times[count / TOGETHER] = record.lastNs;
    count += 1;
  }
  return times.sort();
}

/** How many of the bounds are not after this time. */
function shareOf(bounds: Float64Array, timeNs: number): number {
  let low = 0;
  let high = bounds.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((bounds[middle] as number) <= timeNs) low = middle + 1;
    else high = middle;
  }
  return low;
}
