/**
 * What is kept of packets. Every connection keeps its latest four in a ring in its record. When something unusual begins
 * (FIN, reset, ICMP error, repeated retransmission, keep-alive, zero window) the ring stays as it is, as what went before,
 * and a block from a pool takes what follows: the first ten packets and the latest ten. So the end of a connection is
 * there in full, and a connection that closes costs no object. The pool is limited; without a block the ring goes on.
 */
import type { KeptPacket } from '../model/packet.ts';
import type { TimeNs } from '../model/time.ts';
import type { Segment } from '../packet/segment.ts';
import { type ConnectionRecord, HAS_BLOCK, LOST_PACKETS } from './record.ts';
import { RING_COUNT, RING_OFFSET } from './record-layout.ts';
import { hasTimestampOption } from './tcp-options.ts';

const ENTRY_BYTES = 32;
const RING_ENTRIES = 4;

// Words of an entry; the time takes two.
const TIME = 0;
const NUMBER = 2;
const SEQ = 3;
const ACK_NUMBER = 4;
/** Payload length, flags, bits: 16, 8 and 8 bits from the low end. */
const LENGTH_FLAGS_BITS = 5;
/** Window and IP identification, 16 bits each. */
const WINDOW_AND_ID = 6;
/** Flow label in the lower 20 bits, TTL in the upper eight. */
const LABEL_AND_TTL = 7;

const FROM_SERVER = 1 << 24;
const HAS_TIMESTAMP = 2 << 24;

/** Where entries lie: a page of records or of blocks. */
interface EntryPage {
  readonly words: Int32Array;
  readonly doubles: Float64Array;
}

function lengthFlagsBits(segment: Segment, byServer: number): number {
  const length = segment.payloadLength;
  return (length > 0xffff ? 0xffff : length) | (segment.flags << 16) | (byServer === 1 ? FROM_SERVER : 0);
}

/** `at` counts words. */
function writeEntry(page: EntryPage, at: number, segment: Segment, byServer: number): void {
  const { words } = page;
  const timestamp = hasTimestampOption(segment) ? HAS_TIMESTAMP : 0;
  page.doubles[(at + TIME) >> 1] = segment.timeNs;
  words[at + NUMBER] = segment.number;
  words[at + SEQ] = segment.seq;
  words[at + ACK_NUMBER] = segment.ack;
  words[at + LENGTH_FLAGS_BITS] = lengthFlagsBits(segment, byServer) | timestamp;
  words[at + WINDOW_AND_ID] = segment.window | (segment.ipId << 16);
  words[at + LABEL_AND_TTL] = segment.flowLabel | (segment.ttl << 24);
}

function readEntry(page: EntryPage, at: number): KeptPacket {
  const { words } = page;
  const lengthFlags = words[at + LENGTH_FLAGS_BITS] as number;
  const windowAndId = words[at + WINDOW_AND_ID] as number;
  const labelAndTtl = words[at + LABEL_AND_TTL] as number;
  return {
    number: (words[at + NUMBER] as number) >>> 0,
    timeNs: page.doubles[(at + TIME) >> 1] as number,
    from: lengthFlags & FROM_SERVER ? 'server' : 'client',
    flags: (lengthFlags >>> 16) & 0xff,
    seq: (words[at + SEQ] as number) >>> 0,
    ack: (words[at + ACK_NUMBER] as number) >>> 0,
    payloadLength: lengthFlags & 0xffff,
    window: windowAndId & 0xffff,
    ttl: labelAndTtl >>> 24,
    ipId: windowAndId >>> 16,
    flowLabel: labelAndTtl & 0xfffff,
    hasTimestamp: (lengthFlags & HAS_TIMESTAMP) !== 0,
  };
}

/** Same end, numbers, flags, length, window and IP identification. */
function isLike(page: EntryPage, at: number, segment: Segment, byServer: number): boolean {
  const { words } = page;
  return (
    words[at + SEQ] === segment.seq &&
    words[at + ACK_NUMBER] === segment.ack &&
    words[at + WINDOW_AND_ID] === (segment.window | (segment.ipId << 16)) &&
    ((words[at + LENGTH_FLAGS_BITS] as number) & ~HAS_TIMESTAMP) === lengthFlagsBits(segment, byServer)
  );
}

/** Word where the entry in this place of the ring starts. */
function ringEntry(record: ConnectionRecord, place: number): number {
  return (record.at + RING_OFFSET + place * ENTRY_BYTES) >> 2;
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

/** How long before this segment one like it came, in nanoseconds; −1 where none of the ring's did. */
function timeSinceLikeInRing(record: ConnectionRecord, segment: Segment, byServer: number): TimeNs {
  const count = Math.min(record.ringCount, RING_ENTRIES);
  for (let place = 0; place < count; place += 1) {
    const at = ringEntry(record, place);
    if (isLike(record.page, at, segment, byServer)) return segment.timeNs - timeOf(record.page, at);
  }
  return -1;
}

function timeOf(page: EntryPage, at: number): TimeNs {
  return page.doubles[(at + TIME) >> 1] as number;
}

/** After the ends exchanged roles. */
export function swapRing(record: ConnectionRecord): void {
  for (let place = 0; place < RING_ENTRIES; place += 1) flipEntry(record.page, ringEntry(record, place));
}

function flipEntry(page: EntryPage, at: number): void {
  page.words[at + LENGTH_FLAGS_BITS] = (page.words[at + LENGTH_FLAGS_BITS] as number) ^ FROM_SERVER;
}

function copyEntry(from: EntryPage, fromAt: number, to: EntryPage, toAt: number): void {
  for (let i = 0; i < ENTRY_BYTES >> 2; i += 1) to.words[toAt + i] = from.words[fromAt + i] as number;
}

const FIRST_ENTRIES = 10;
const LATEST_ENTRIES = 10;
/** Words of a block: where its parts start. */
const ACTIVE = 0;
const COUNT = 2;
const NEXT_FREE = 3;
const LAST_FIN = 4;
const LAST_RST = 6;
const ENTRIES = 8;
const ENTRY_WORDS = ENTRY_BYTES >> 2;
const BLOCK_WORDS = ENTRIES + (FIRST_ENTRIES + LATEST_ENTRIES) * ENTRY_WORDS;
const BLOCKS_A_PAGE = 256;

function makeBlockPage(): EntryPage {
  const buffer = new ArrayBuffer(BLOCKS_A_PAGE * BLOCK_WORDS * 4);
  return { words: new Int32Array(buffer), doubles: new Float64Array(buffer) };
}

/** The pool of blocks. Blocks are numbered from 1. */
export class ClosingBlocks {
  readonly #pages: EntryPage[] = [];
  readonly #limit: number;
  #used = 0;
  #free = 0;
  /** Page of the block at hand, and the word where it starts. */
  #page: EntryPage = { words: new Int32Array(0), doubles: new Float64Array(0) };
  #at = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Gives the connection a block, unless it has one or there is none left. */
  open(record: ConnectionRecord): void {
    if (record.has(HAS_BLOCK)) return;
    let block = this.#free;
    if (block === 0) {
      if (this.#used === this.#limit) return;
      this.#used += 1;
      block = this.#used;
      if ((block - 1) % BLOCKS_A_PAGE === 0) this.#pages.push(makeBlockPage());
      this.#moveTo(block);
    } else {
      this.#moveTo(block);
      this.#free = this.#page.words[this.#at + NEXT_FREE] as number;
    }
    this.#page.words[this.#at + COUNT] = 0;
    record.block = block;
  }

  /** Takes the connection's block back. */
  release(record: ConnectionRecord): void {
    if (!record.has(HAS_BLOCK)) return;
    this.#moveTo(record.block);
    this.#page.words[this.#at + NEXT_FREE] = this.#free;
    this.#free = record.block;
    record.block = 0;
  }

  /** Puts a segment into the connection's block: among the first, or over the oldest of the latest. */
  keep(record: ConnectionRecord, segment: Segment, byServer: number): void {
    this.#moveTo(record.block);
    const count = this.#count;
    writeEntry(this.#page, this.#entryAt(count), segment, byServer);
    this.#page.words[this.#at + COUNT] = count + 1;
    if (count >= FIRST_ENTRIES + LATEST_ENTRIES) record.mark(LOST_PACKETS);
  }

  /**
   * Called at the first FIN or reset, before it is kept: notes when the connection was last active, and where trouble has
   * filled the block already, makes room for the closing.
   */
  beginClosing(record: ConnectionRecord, activeNs: TimeNs): void {
    if (!record.has(HAS_BLOCK)) return;
    this.#moveTo(record.block);
    this.#page.doubles[(this.#at + ACTIVE) >> 1] = activeNs;
    const count = this.#count;
    if (count <= RING_ENTRIES) return;
    // The latest of the trouble become what went before; the ring and the trouble's beginning are given up.
    for (let i = 0; i < RING_ENTRIES; i += 1) {
      copyEntry(this.#page, this.#entryAt(count - RING_ENTRIES + i), record.page, ringEntry(record, i));
    }
    record.ringCount = RING_ENTRIES;
    record.mark(LOST_PACKETS);
    this.#page.words[this.#at + COUNT] = 0;
  }

  /** How long before this segment one like it came from the same end, among the latest; −1 where none did. */
  timeSinceLike(record: ConnectionRecord, segment: Segment, byServer: number): TimeNs {
    if (!record.has(HAS_BLOCK)) return timeSinceLikeInRing(record, segment, byServer);
    this.#moveTo(record.block);
    const count = this.#count;
    for (let i = Math.max(0, count - RING_ENTRIES); i < count; i += 1) {
      const at = this.#entryAt(i);
      if (isLike(this.#page, at, segment, byServer)) return segment.timeNs - timeOf(this.#page, at);
    }
    return -1;
  }

  /** When the connection was last active before it began to close. */
  activeNs(record: ConnectionRecord): TimeNs {
    this.#moveTo(record.block);
    return this.#page.doubles[(this.#at + ACTIVE) >> 1] as number;
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
    if (!record.has(HAS_BLOCK)) return [];
    this.#moveTo(record.block);
    const count = this.#count;
    const packets: KeptPacket[] = [];
    const skipped = Math.max(0, count - FIRST_ENTRIES - LATEST_ENTRIES);
    for (let i = 0; i < count; i += 1) {
      if (i === FIRST_ENTRIES) i += skipped;
      packets.push(readEntry(this.#page, this.#entryAt(i)));
    }
    return packets;
  }

  /** After the ends exchanged roles. */
  swap(record: ConnectionRecord): void {
    if (!record.has(HAS_BLOCK)) return;
    this.#moveTo(record.block);
    const { words } = this.#page;
    for (let i = 0; i < FIRST_ENTRIES + LATEST_ENTRIES; i += 1)
      flipEntry(this.#page, this.#at + ENTRIES + i * ENTRY_WORDS);
    for (const field of [this.#at + LAST_FIN, this.#at + LAST_RST]) {
      const client = words[field] as number;
      words[field] = words[field + 1] as number;
      words[field + 1] = client;
    }
  }

  get #count(): number {
    return this.#page.words[this.#at + COUNT] as number;
  }

  #changes(record: ConnectionRecord, field: number, seq: number): boolean {
    if (!record.has(HAS_BLOCK)) return false;
    this.#moveTo(record.block);
    const changes = this.#page.words[this.#at + field] !== seq;
    if (changes) this.#page.words[this.#at + field] = seq;
    return changes;
  }

  /** Word where the `index`-th packet since the block was opened is. */
  #entryAt(index: number): number {
    const place = index < FIRST_ENTRIES ? index : FIRST_ENTRIES + ((index - FIRST_ENTRIES) % LATEST_ENTRIES);
    return this.#at + ENTRIES + place * ENTRY_WORDS;
  }

  #moveTo(block: number): void {
    this.#page = this.#pages[Math.floor((block - 1) / BLOCKS_A_PAGE)] as EntryPage;
    this.#at = ((block - 1) % BLOCKS_A_PAGE) * BLOCK_WORDS;
  }
}
