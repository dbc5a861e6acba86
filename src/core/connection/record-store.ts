/**
 * Where the records lie: pages of 16,384, made when they are needed and never copied, so that memory grows with the
 * connections open at once and with nothing else.
 */
import { type ConnectionRecord, IN_USE, LINGERS } from './record.ts';
import { RECORD_BYTES } from './record-layout.ts';
import { PREFIX_BYTES, RecordPage } from './record-page.ts';

const PAGE_BITS = 14;
const PAGE_SLOTS = 1 << PAGE_BITS;

/** Hands out slots and moves cursors to them. */
export class RecordStore {
  readonly #pages: RecordPage[] = [];
  /** Slots ever handed out are 0 to `used` − 1; those given back are chained through their first word. */
  used = 0;
  #free = -1;
  /** Slots in use. */
  size = 0;

  /** A zeroed slot; the cursor is moved to it. */
  take(record: ConnectionRecord): number {
    let slot = this.#free;
    if (slot < 0) {
      slot = this.used;
      this.used += 1;
      if (slot >> PAGE_BITS === this.#pages.length) this.#pages.push(new RecordPage(PAGE_SLOTS));
      this.moveTo(record, slot);
    } else {
      this.moveTo(record, slot);
      this.#free = record.words[record.at >> 2] as number;
      record.words.fill(0, record.at >> 2, (record.at + RECORD_BYTES) >> 2);
    }
    this.size += 1;
    record.mark(IN_USE);
    return slot;
  }

  /** The record the cursor is at is no connection any more; it stays readable until it is released. */
  retire(record: ConnectionRecord): void {
    record.unmark(IN_USE | LINGERS);
    this.size -= 1;
  }

  /** Gives back the slot the cursor is at, which was retired before. */
  release(record: ConnectionRecord): void {
    record.marks = 0;
    record.words[record.at >> 2] = this.#free;
    this.#free = record.slot;
  }

  moveTo(record: ConnectionRecord, slot: number): void {
    record.moveTo(this.#pages[slot >> PAGE_BITS] as RecordPage, (slot & (PAGE_SLOTS - 1)) * RECORD_BYTES, slot);
  }

  /** View and offset of the upper twelve bytes of the slot's client address; the server's follow. */
  prefixView(slot: number): DataView {
    const page = this.#pages[slot >> PAGE_BITS] as RecordPage;
    page.prefixes ??= new DataView(new ArrayBuffer(PAGE_SLOTS * PREFIX_BYTES));
    return page.prefixes;
  }
  prefixOffset(slot: number): number {
    return (slot & (PAGE_SLOTS - 1)) * PREFIX_BYTES;
  }
}
