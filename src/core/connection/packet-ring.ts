/**
 * What is kept of packets. Every connection keeps its latest four in a ring in its record. When something unusual begins
 * (FIN, reset, ICMP error, repeated retransmission, keep-alive, zero window) the ring stays as it is, as what went before,
 * and a block from a pool takes what follows: the first ten packets and the latest ten. So the end of a connection is
 * there in full, and a connection that closes costs no object. Most closings are four packets, for which a block has room;
 * what follows goes to an extension from another pool. The pools are limited; without a block the ring goes on.
 */
import type { KeptPacket } from '../model/packet.ts';
import type { TimeNs } from '../model/time.ts';
import type { Segment } from '../packet/segment.ts';
import { BlockPool, type EntryPage } from './block-pool.ts';
import {
  copyEntry,
  ENTRY_WORDS,
  flipEntry,
  isLike,
  isPassingEntry,
  noteWayOfEntry,
  readEntry,
  saysMore,
  timeOf,
  writeEntry,
} from './packet-entry.ts';
import { type ConnectionRecord, HAS_BLOCK, LINGERS, LOST_PACKETS } from './record.ts';
import { RING_COUNT, RING_OFFSET } from './record-layout.ts';

const RING_ENTRIES = 4;

/** Word where the entry in this place of the ring starts. */
function ringEntry(record: ConnectionRecord, place: number): number {
  return ((record.at + RING_OFFSET) >> 2) + place * ENTRY_WORDS;
}

/** Puts a segment into the ring, over the oldest. */
export function keepInRing(record: ConnectionRecord, segment: Segment, byServer: number): void {
  const { bytes, at } = record;
  // Counts up to 4 while the ring fills, then goes round from 4 to 7: the lower two bits are the place.
  const count = bytes[at + RING_COUNT] as number;
  writeEntry(record.page, ringEntry(record, count & (RING_ENTRIES - 1)), segment, byServer);
  bytes[at + RING_COUNT] = count === 2 * RING_ENTRIES - 1 ? RING_ENTRIES : count + 1;
  if (count === RING_ENTRIES) record.mark(LOST_PACKETS);
}

/** The ring's packets, oldest first. */
export function readRing(record: ConnectionRecord): KeptPacket[] {
  const packets: KeptPacket[] = [];
  const next = record.ringCount;
  const count = Math.min(next, RING_ENTRIES);
  for (let i = next - count; i < next; i += 1) {
    packets.push(readEntry(record.page, ringEntry(record, i & (RING_ENTRIES - 1))));
  }
  return packets;
}

/** Whether one of the ring's packets from after this time has more payload than that. */
export function ringSaysMore(record: ConnectionRecord, sinceNs: TimeNs, byteCount: number): boolean {
  const count = Math.min(record.ringCount, RING_ENTRIES);
  for (let place = 0; place < count; place += 1) {
    const entry = ringEntry(record, place);
    if (timeOf(record.page, entry) > sinceNs && saysMore(record.page, entry, byteCount)) return true;
  }
  return false;
}

/** After the ends exchanged roles. */
export function swapRing(record: ConnectionRecord): void {
  for (let place = 0; place < RING_ENTRIES; place += 1) flipEntry(record.page, ringEntry(record, place));
}

const FIRST_ENTRIES = 10;
const LATEST_ENTRIES = 10;
/** Entries in the block itself; the others are in its extension. */
const OWN_ENTRIES = 4;
/** Words of a block: where its parts start. */
const ACTIVE = 0;
const COUNT = 2;
/** Number of its extension, or 0. */
const EXTENSION = 3;
const LAST_FIN = 4;
const LAST_RST = 6;
const CLOSING_TIME = 8;
const ENTRIES = 10;
const BLOCK_WORDS = ENTRIES + OWN_ENTRIES * ENTRY_WORDS;
const EXTENSION_WORDS = (FIRST_ENTRIES + LATEST_ENTRIES - OWN_ENTRIES) * ENTRY_WORDS;

/** The blocks of all connections. */
export class ClosingBlocks {
  readonly #open: BlockPool;
  /** Of connections that are over and only wait: apart, as their records are. */
  readonly #over: BlockPool;
  readonly #extensions: BlockPool;
  /** The pool of the connection at hand. */
  #blocks: BlockPool;
  /** Page of the entry at hand, and the word where it starts. */
  #page: EntryPage;
  #at = 0;

  constructor(limit: number) {
    this.#open = new BlockPool(BLOCK_WORDS, limit);
    this.#over = new BlockPool(BLOCK_WORDS, limit);
    this.#blocks = this.#open;
    this.#extensions = new BlockPool(EXTENSION_WORDS, limit);
    this.#page = this.#blocks.page;
  }

  /** Gives the connection a block, unless it has one or there is none left. */
  open(record: ConnectionRecord): void {
    if (record.has(HAS_BLOCK)) return;
    const pool = record.has(LINGERS) ? this.#over : this.#open;
    const block = pool.take();
    if (block === 0) return;
    pool.page.words.fill(0, pool.at, pool.at + ENTRIES);
    record.block = block;
  }

  /** The record is about to be set aside: its block is too. */
  setAside(record: ConnectionRecord): void {
    if (!record.has(HAS_BLOCK)) return;
    const { block } = record;
    const open = this.#open;
    const over = this.#over;
    const aside = over.take();
    if (aside === 0) {
      this.release(record);
      return;
    }
    open.moveTo(block);
    const from = open.page.words;
    const to = over.page.words;
    const end = ENTRIES + Math.min(from[open.at + COUNT] as number, OWN_ENTRIES) * ENTRY_WORDS;
    for (let i = 0; i < end; i += 1) to[over.at + i] = from[open.at + i] as number;
    open.release(block);
    record.block = aside;
  }

  /** Takes the connection's block back. */
  release(record: ConnectionRecord): void {
    if (!record.has(HAS_BLOCK)) return;
    this.#moveTo(record);
    const extension = this.#word(EXTENSION);
    if (extension !== 0) this.#extensions.release(extension);
    this.#blocks.release(record.block);
    record.block = 0;
  }

  /** Puts a segment into the connection's block: among the first, or over the oldest of the latest. */
  keep(record: ConnectionRecord, segment: Segment, byServer: number): void {
    this.#moveTo(record);
    const count = this.#word(COUNT);
    if (count === OWN_ENTRIES && this.#word(EXTENSION) === 0) this.#setWord(EXTENSION, this.#extensions.take());
    this.#moveToEntry(count);
    writeEntry(this.#page, this.#at, segment, byServer);
    this.#setWord(COUNT, count + 1);
    if (count >= FIRST_ENTRIES + LATEST_ENTRIES) record.mark(LOST_PACKETS);
  }

  /**
   * Called at the first FIN or reset, before it is kept: notes its time and when the connection was last active, and where
   * trouble has filled the block already, makes room for the closing.
   */
  beginClosing(record: ConnectionRecord, closingNs: TimeNs, activeNs: TimeNs): void {
    if (!record.has(HAS_BLOCK)) return;
    this.#moveTo(record);
    const { page, at } = this.#blocks;
    page.doubles[(at + CLOSING_TIME) >> 1] = closingNs;
    page.doubles[(at + ACTIVE) >> 1] = activeNs;
    const count = this.#word(COUNT);
    if (count <= RING_ENTRIES) return;
    // The latest of the trouble become what went before; the ring and the trouble's beginning are given up.
    for (let i = 0; i < RING_ENTRIES; i += 1) {
      this.#moveToEntry(count - RING_ENTRIES + i);
      copyEntry(this.#page, this.#at, record.page, ringEntry(record, i));
    }
    record.ringCount = RING_ENTRIES;
    record.mark(LOST_PACKETS);
    this.#setWord(COUNT, 0);
  }

  /**
   * How long before this segment the last one like it came from the same end, among the latest, in nanoseconds; −1 where none did.
   * Over IPv6 a repetition is like what it repeats, too. That one is at hand then, for the two below.
   */
  timeSinceLike(record: ConnectionRecord, segment: Segment, byServer: number): TimeNs {
    const inBlock = record.has(HAS_BLOCK);
    if (inBlock) this.#moveTo(record);
    const next = inBlock ? this.#word(COUNT) : record.ringCount;
    for (let i = next - 1; i >= 0 && i >= next - RING_ENTRIES; i -= 1) {
      if (inBlock) this.#moveToEntry(i);
      else this.#moveToRingEntry(record, i & (RING_ENTRIES - 1));
      if (isLike(this.#page, this.#at, segment, byServer)) return segment.timeNs - timeOf(this.#page, this.#at);
    }
    return -1;
  }

  /** Whether this segment is the one at hand on the other half of its way through the machine that captured. */
  isPassing(segment: Segment): boolean {
    return isPassingEntry(this.#page, this.#at, segment);
  }

  /** This segment is the one at hand, seen again. */
  noteWay(segment: Segment): void {
    noteWayOfEntry(this.#page, this.#at, segment);
  }

  /** When the connection was last active before it began to close. */
  activeNs(record: ConnectionRecord): TimeNs {
    this.#moveTo(record);
    const { page, at } = this.#blocks;
    return page.doubles[(at + ACTIVE) >> 1] as number;
  }

  /** When the first FIN or reset came, of a connection that has a block and is closing. */
  closingNs(record: ConnectionRecord): TimeNs {
    this.#moveTo(record);
    const { page, at } = this.#blocks;
    return page.doubles[(at + CLOSING_TIME) >> 1] as number;
  }

  /** Whether this end's last FIN (or RST) had another sequence number; it is this one from now on. */
  changesFin(record: ConnectionRecord, byServer: number, seq: number): boolean {
    return this.#changes(record, LAST_FIN + byServer, seq);
  }
  changesRst(record: ConnectionRecord, byServer: number, seq: number): boolean {
    return this.#changes(record, LAST_RST + byServer, seq);
  }

  /** The block's packets, oldest first. */
  read(record: ConnectionRecord): KeptPacket[] {
    const packets: KeptPacket[] = [];
    if (!record.has(HAS_BLOCK)) return packets;
    this.#moveTo(record);
    const count = this.#word(COUNT);
    const skipped = Math.max(0, count - FIRST_ENTRIES - LATEST_ENTRIES);
    for (let i = 0; i < count; i += 1) {
      if (i === FIRST_ENTRIES) i += skipped;
      this.#moveToEntry(i);
      packets.push(readEntry(this.#page, this.#at));
    }
    return packets;
  }

  /** After the ends exchanged roles. */
  swap(record: ConnectionRecord): void {
    if (!record.has(HAS_BLOCK)) return;
    this.#moveTo(record);
    const count = Math.min(this.#word(COUNT), FIRST_ENTRIES + LATEST_ENTRIES);
    for (let i = 0; i < count; i += 1) {
      this.#moveToEntry(i);
      flipEntry(this.#page, this.#at);
    }
    for (const field of [LAST_FIN, LAST_RST]) {
      const client = this.#word(field);
      this.#setWord(field, this.#word(field + 1));
      this.#setWord(field + 1, client);
    }
  }

  #changes(record: ConnectionRecord, field: number, seq: number): boolean {
    if (!record.has(HAS_BLOCK)) return false;
    this.#moveTo(record);
    const changes = this.#word(field) !== seq;
    if (changes) this.#setWord(field, seq);
    return changes;
  }

  /** Moves to the connection's block, whose words are then at hand. */
  #moveTo(record: ConnectionRecord): void {
    this.#blocks = record.has(LINGERS) ? this.#over : this.#open;
    this.#blocks.moveTo(record.block);
  }
  #word(field: number): number {
    const { page, at } = this.#blocks;
    return page.words[at + field] as number;
  }
  #setWord(field: number, value: number): void {
    const { page, at } = this.#blocks;
    page.words[at + field] = value;
  }

  #moveToRingEntry(record: ConnectionRecord, place: number): void {
    this.#page = record.page;
    this.#at = ringEntry(record, place);
  }

  /** Moves to where the `index`-th packet since the block was opened is. */
  #moveToEntry(index: number): void {
    const place = index < FIRST_ENTRIES ? index : FIRST_ENTRIES + ((index - FIRST_ENTRIES) % LATEST_ENTRIES);
    if (place < OWN_ENTRIES) {
      this.#page = this.#blocks.page;
      this.#at = this.#blocks.at + ENTRIES + place * ENTRY_WORDS;
      return;
    }
    this.#extensions.moveTo(this.#word(EXTENSION));
    this.#page = this.#extensions.page;
    this.#at = this.#extensions.at + (place - OWN_ENTRIES) * ENTRY_WORDS;
  }
}
