/**
 * Where the records lie: pages of 16,384, made when they are needed and never copied, so that memory grows with the
 * connections open at once and with nothing else. Of IPv6 addresses the record holds four bytes; the other twelve are in
 * a page beside it, made with the first such connection.
 */
import { type ConnectionRecord, IN_USE, RECORD_BYTES } from './record.ts';

const PAGE_BITS = 14;
const PAGE_SLOTS = 1 << PAGE_BITS;
/** Upper twelve bytes of client and server address. */
const PREFIX_BYTES = 24;

/** A page of records and, where it holds IPv6, one of address prefixes. */
interface Page {
  readonly view: DataView;
  readonly bytes: Uint8Array;
  prefixes: DataView | undefined;
}

/** Hands out slots and moves cursors to them. */
export class RecordStore {
  readonly #pages: Page[] = [];
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
      if (slot >> PAGE_BITS === this.#pages.length) this.#addPage();
      this.moveTo(record, slot);
    } else {
      this.moveTo(record, slot);
      this.#free = record.view.getInt32(record.at, true);
      this.#page(slot).bytes.fill(0, record.at, record.at + RECORD_BYTES);
    }
    this.size += 1;
    record.mark(IN_USE);
    return slot;
  }

  /** Gives back the slot the cursor is at. */
  release(record: ConnectionRecord): void {
    record.marks = 0;
    record.view.setInt32(record.at, this.#free, true);
    this.#free = record.slot;
    this.size -= 1;
  }

  moveTo(record: ConnectionRecord, slot: number): void {
    record.moveTo(this.#page(slot).view, (slot & (PAGE_SLOTS - 1)) * RECORD_BYTES, slot);
  }

  /** Page of address prefixes and offset in it of the slot's client prefix; the server's follows 12 bytes on. */
  prefixView(slot: number): DataView {
    const page = this.#page(slot);
    page.prefixes ??= new DataView(new ArrayBuffer(PAGE_SLOTS * PREFIX_BYTES));
    return page.prefixes;
  }
  prefixOffset(slot: number): number {
    return (slot & (PAGE_SLOTS - 1)) * PREFIX_BYTES;
  }

  #page(slot: number): Page {
    return this.#pages[slot >> PAGE_BITS] as Page;
  }

  #addPage(): void {
    const buffer = new ArrayBuffer(PAGE_SLOTS * RECORD_BYTES);
    this.#pages.push({ view: new DataView(buffer), bytes: new Uint8Array(buffer), prefixes: undefined });
  }
}
