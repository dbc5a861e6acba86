/**
 * Where the records lie: pages of 16,384, made when they are needed and never copied, so that memory grows with the
 * connections open at once and with nothing else. Connections that are over and only wait for what may still come lie in
 * pages of their own: those that packets come for are then close together, which is what the caches need.
 */
import type { TimeNs } from '../model/time.ts';
import { BlockPool } from './block-pool.ts';
import { PrefixPool } from './prefix-pool.ts';
import { type ConnectionRecord, IN_USE, IPV6, LINGERS } from './record.ts';
import { LAST, RARE_BYTES, RECORD_BYTES } from './record-layout.ts';
import { RecordPage } from './record-page.ts';

const PAGE_BITS = 14;
const PAGE_SLOTS = 1 << PAGE_BITS;
const RECORD_WORDS = RECORD_BYTES >> 2;

/** Pages of one kind. Their slots that were given back are chained through their first word. */
interface Area {
  free: number;
  /** The next slot never handed out, and the first of another page. */
  next: number;
  end: number;
}

/** Hands out slots and moves cursors to them. */
export class RecordStore {
  readonly #pages: RecordPage[] = [];
  readonly #open: Area = { free: -1, next: 0, end: 0 };
  readonly #over: Area = { free: -1, next: 0, end: 0 };
  readonly #prefixes = new PrefixPool();
  /** As many as there are connections at most. */
  readonly #rare = new BlockPool(RARE_BYTES >> 2, Number.POSITIVE_INFINITY);
  /** Slots in use. */
  size = 0;

  /** All slots ever handed out are 0 to `used` − 1. */
  get used(): number {
    return this.#pages.length * PAGE_SLOTS;
  }

  /** The first slot from this one on that was ever handed out; `used` where there is none. A page is made for its first slot. */
  touchedFrom(slot: number): number {
    const open = this.#open;
    const over = this.#over;
    if (slot >= open.next && slot < open.end) return open.end;
    return slot >= over.next && slot < over.end ? over.end : slot;
  }

  /** A zeroed slot; the cursor is moved to it. */
  take(record: ConnectionRecord): number {
    const slot = this.#takeFrom(this.#open, record);
    record.words.fill(0, record.at >> 2, (record.at >> 2) + RECORD_WORDS);
    this.size += 1;
    record.mark(IN_USE);
    return slot;
  }

  /** Moves the record the cursor is at to the pages of those that are over, and the cursor with it. Its slot is another then. */
  setAside(record: ConnectionRecord): void {
    const { page, at, slot } = record;
    record.mark(LINGERS);
    const aside = this.#takeFrom(this.#over, record);
    const from = at >> 2;
    const to = record.at >> 2;
    for (let i = 0; i < RECORD_WORDS; i += 1) record.words[to + i] = page.words[from + i] as number;
    if (record.has(IPV6)) this.#setPrefixPlace(aside, this.#prefixPlace(slot));
    this.moveTo(record, slot);
    this.#giveBack(this.#open, record);
    this.moveTo(record, aside);
  }

  /** The record the cursor is at is no connection any more; it stays readable until it is released. */
  retire(record: ConnectionRecord): void {
    record.unmark(IN_USE);
    this.size -= 1;
  }

  /** Gives back the slot the cursor is at, which was retired before. */
  release(record: ConnectionRecord): void {
    if (record.has(IPV6)) this.#prefixes.release(this.#prefixPlace(record.slot));
    if (record.rare !== 0) this.#rare.release(record.rare);
    this.#giveBack(record.has(LINGERS) ? this.#over : this.#open, record);
  }

  moveTo(record: ConnectionRecord, slot: number): void {
    record.moveTo(this.#pages[slot >> PAGE_BITS] as RecordPage, (slot & (PAGE_SLOTS - 1)) * RECORD_BYTES, slot);
  }

  /** Time of the last packet of the connection in this slot. */
  lastNs(slot: number): TimeNs {
    const { doubles } = this.#pages[slot >> PAGE_BITS] as RecordPage;
    return doubles[((slot & (PAGE_SLOTS - 1)) * RECORD_BYTES + LAST) >> 3] as number;
  }

  /** The record the cursor is at is of IPv6 from now on, with room for the upper twelve bytes of both addresses. */
  takePrefixes(record: ConnectionRecord): void {
    record.mark(IPV6);
    this.#setPrefixPlace(record.slot, this.#prefixes.take());
  }

  /** View and offset of the upper twelve bytes of the slot's client address; the server's follow. */
  prefixView(slot: number): DataView {
    return this.#prefixes.viewOf(this.#prefixPlace(slot));
  }
  prefixOffset(slot: number): number {
    return this.#prefixes.offsetOf(this.#prefixPlace(slot));
  }

  /** A slot as its last holder left it; the cursor is moved to it. */
  #takeFrom(area: Area, record: ConnectionRecord): number {
    if (area.free >= 0) {
      const slot = area.free;
      this.moveTo(record, slot);
      area.free = record.words[record.at >> 2] as number;
      return slot;
    }
    if (area.next === area.end) {
      area.next = this.used;
      this.#pages.push(new RecordPage(PAGE_SLOTS, this.#rare));
      area.end = this.used;
    }
    const slot = area.next;
    area.next += 1;
    this.moveTo(record, slot);
    return slot;
  }

  #giveBack(area: Area, record: ConnectionRecord): void {
    record.marks = 0;
    record.words[record.at >> 2] = area.free;
    area.free = record.slot;
  }

  #prefixPlace(slot: number): number {
    const places = (this.#pages[slot >> PAGE_BITS] as RecordPage).prefixPlaces as Int32Array;
    return places[slot & (PAGE_SLOTS - 1)] as number;
  }

  #setPrefixPlace(slot: number, place: number): void {
    const page = this.#pages[slot >> PAGE_BITS] as RecordPage;
    page.prefixPlaces ??= new Int32Array(PAGE_SLOTS);
    page.prefixPlaces[slot & (PAGE_SLOTS - 1)] = place;
  }
}
