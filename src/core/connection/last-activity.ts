/** Connections in order of their last packet, without an object or a comparison function a connection: there may be millions. */
import { type ConnectionRecord, IN_USE } from './record.ts';
import type { RecordStore } from './record-store.ts';

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
  const times = new Float64Array(store.size);
  let count = 0;
  for (let slot = 0; moveToNext(store, record, slot); slot = record.slot + 1) {
    times[count] = record.lastNs;
    count += 1;
  }
  times.sort();
  // Each slot goes to the first free place of its time, which is read once more rather than kept: this is the moment
  // when memory is at its peak.
  const taken = new Uint32Array(count);
  const ordered = new Uint32Array(count);
  for (let slot = 0; moveToNext(store, record, slot); slot = record.slot + 1) {
    const first = lowerBound(times, record.lastNs);
    const place = first + (taken[first] as number);
    taken[first] = (taken[first] as number) + 1;
    ordered[place] = record.slot;
  }
  return ordered;
}

/** The share of all slots in use, at least one, whose last packets are oldest. Moves the cursor. */
export function oldestShare(store: RecordStore, record: ConnectionRecord, share: number): Uint32Array {
  const count = Math.max(1, Math.floor(store.size * share));
  return inOrderOfTime(store, record).slice(0, count);
}

function lowerBound(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
