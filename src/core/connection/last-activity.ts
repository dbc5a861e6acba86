/** Connections in order of their last packet, without an object or a comparison function a connection: there may be millions. */
import { type ConnectionRecord, IN_USE } from './record.ts';
import type { RecordStore } from './record-store.ts';

/** Slots in use with their last times, unordered. */
function collect(store: RecordStore, record: ConnectionRecord): { slots: Uint32Array; times: Float64Array } {
  const slots = new Uint32Array(store.size);
  const times = new Float64Array(store.size);
  let count = 0;
  for (let slot = 0; slot < store.used; slot += 1) {
    store.moveTo(record, slot);
    if (!record.has(IN_USE)) continue;
    slots[count] = slot;
    times[count] = record.lastNs;
    count += 1;
  }
  return { slots, times };
}

/** All slots in use, oldest last packet first; equal times in order of slot. Moves the cursor. */
export function inOrderOfTime(store: RecordStore, record: ConnectionRecord): Uint32Array {
  const { slots, times } = collect(store, record);
  const sorted = times.slice().sort();
  // Each slot goes to the first free place of its time.
  const taken = new Uint32Array(sorted.length);
  const ordered = new Uint32Array(slots.length);
  for (let i = 0; i < slots.length; i += 1) {
    const first = lowerBound(sorted, times[i] as number);
    const place = first + (taken[first] as number);
    taken[first] = (taken[first] as number) + 1;
    ordered[place] = slots[i] as number;
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
