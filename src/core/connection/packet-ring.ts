/**
 * What is kept of packets. Every connection keeps its latest four in a ring in its record. When something unusual begins
 * (FIN, reset, ICMP error, repeated retransmission, keep-alive, zero window) the ring stays as it is, as what went before,
 * and a block from a pool takes what follows: the first ten packets and the latest ten. So the end of a connection is
 * there in full, and a connection that closes costs no object. The pool is limited; without a block the ring goes on.
 */
import type { Side } from '../model/endpoint.ts';
import type { KeptPacket } from '../model/packet.ts';
import type { TimeNs } from '../model/time.ts';
import type { Segment } from '../packet/segment.ts';
import { type ConnectionRecord, LOST_PACKETS } from './record.ts';
import { RING_OFFSET } from './record-layout.ts';

const ENTRY_BYTES = 32;
const RING_ENTRIES = 4;

const TIME = 0;
const NUMBER = 8;
const SEQ = 12;
const ACK_NUMBER = 16;
const PAYLOAD_LENGTH = 20;
const FLAGS = 22;
const BITS = 23;
const WINDOW = 24;
const IP_ID = 26;
/** Flow label in the lower 20 bits, TTL in the upper eight. */
const LABEL_AND_TTL = 28;

const FROM_SERVER = 1;
const HAS_TIMESTAMP = 2;

function writeEntry(view: DataView, at: number, segment: Segment, byServer: number, hasTimestamp: boolean): void {
  const length = segment.payloadLength;
  view.setFloat64(at + TIME, segment.timeNs, true);
  view.setUint32(at + NUMBER, segment.number, true);
  view.setInt32(at + SEQ, segment.seq, true);
  view.setInt32(at + ACK_NUMBER, segment.ack, true);
  view.setUint16(at + PAYLOAD_LENGTH, length > 0xffff ? 0xffff : length, true);
  view.setUint8(at + FLAGS, segment.flags);
  view.setUint8(at + BITS, byServer | (hasTimestamp ? HAS_TIMESTAMP : 0));
  view.setUint16(at + WINDOW, segment.window, true);
  view.setUint16(at + IP_ID, segment.ipId, true);
  view.setInt32(at + LABEL_AND_TTL, segment.flowLabel | (segment.ttl << 24), true);
}

function readEntry(view: DataView, at: number): KeptPacket {
  const bits = view.getUint8(at + BITS);
  const labelAndTtl = view.getUint32(at + LABEL_AND_TTL, true);
  const from: Side = bits & FROM_SERVER ? 'server' : 'client';
  return {
    number: view.getUint32(at + NUMBER, true),
    timeNs: view.getFloat64(at + TIME, true),
    from,
    flags: view.getUint8(at + FLAGS),
    seq: view.getUint32(at + SEQ, true),
    ack: view.getUint32(at + ACK_NUMBER, true),
    payloadLength: view.getUint16(at + PAYLOAD_LENGTH, true),
    window: view.getUint16(at + WINDOW, true),
    ttl: labelAndTtl >>> 24,
    ipId: view.getUint16(at + IP_ID, true),
    flowLabel: labelAndTtl & 0xfffff,
    hasTimestamp: (bits & HAS_TIMESTAMP) !== 0,
  };
}

/** Puts a segment into the ring, over the oldest. */
export function keepInRing(record: ConnectionRecord, segment: Segment, byServer: number, hasTimestamp: boolean): void {
  const place = record.ringNext;
  writeEntry(record.page.view, record.at + RING_OFFSET + place * ENTRY_BYTES, segment, byServer, hasTimestamp);
  record.ringNext = (place + 1) & (RING_ENTRIES - 1);
  const count = record.ringCount;
  if (count < RING_ENTRIES) record.ringCount = count + 1;
  else if (!record.has(LOST_PACKETS)) record.mark(LOST_PACKETS);
}

/** The ring's packets, oldest first. */
export function readRing(record: ConnectionRecord): KeptPacket[] {
  const packets: KeptPacket[] = [];
  const count = record.ringCount;
  for (let i = 0; i < count; i += 1) {
    const place = (record.ringNext - count + i + RING_ENTRIES) & (RING_ENTRIES - 1);
    packets.push(readEntry(record.page.view, record.at + RING_OFFSET + place * ENTRY_BYTES));
  }
  return packets;
}

/**
 * How long before this segment one like it came from the same end, in nanoseconds; −1 where none of the latest was. Like:
 * the same numbers, flags, length, window and IP identification.
 */
function timeSinceLikeInRing(record: ConnectionRecord, segment: Segment, byServer: number): TimeNs {
  const { view } = record.page;
  const ring = record.at + RING_OFFSET;
  for (let place = 0; place < record.ringCount; place += 1) {
    const at = ring + place * ENTRY_BYTES;
    if (isLike(view, at, segment, byServer)) return segment.timeNs - view.getFloat64(at + TIME, true);
  }
  return -1;
}

function isLike(view: DataView, at: number, segment: Segment, byServer: number): boolean {
  return (
    view.getInt32(at + SEQ, true) === segment.seq &&
    view.getInt32(at + ACK_NUMBER, true) === segment.ack &&
    view.getUint8(at + FLAGS) === segment.flags &&
    view.getUint16(at + PAYLOAD_LENGTH, true) === (segment.payloadLength & 0xffff) &&
    view.getUint16(at + IP_ID, true) === segment.ipId &&
    view.getUint16(at + WINDOW, true) === segment.window &&
    (view.getUint8(at + BITS) & FROM_SERVER) === byServer
  );
}

/** After the ends exchanged roles. */
export function swapRing(record: ConnectionRecord): void {
  for (let place = 0; place < RING_ENTRIES; place += 1)
    flipEntry(record.page.view, record.at + RING_OFFSET + place * ENTRY_BYTES);
}

function flipEntry(view: DataView, at: number): void {
  view.setUint8(at + BITS, view.getUint8(at + BITS) ^ FROM_SERVER);
}

const FIRST_ENTRIES = 10;
const LATEST_ENTRIES = 10;
/** Of a block: where its parts start. */
const ACTIVE = 0;
const COUNT = 8;
const NEXT_FREE = 12;
const LAST_FIN = 16;
const LAST_RST = 24;
const ENTRIES = 32;
const BLOCK_BYTES = ENTRIES + (FIRST_ENTRIES + LATEST_ENTRIES) * ENTRY_BYTES;
const BLOCKS_A_PAGE = 256;

/** The pool of blocks. Blocks are numbered from 1. */
export class ClosingBlocks {
  readonly #pages: DataView[] = [];
  readonly #limit: number;
  #used = 0;
  #free = 0;
  #view: DataView = new DataView(new ArrayBuffer(0));
  #at = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Gives the connection a block, unless it has one or there is none left. */
  open(record: ConnectionRecord): void {
    if (record.block !== 0) return;
    let block = this.#free;
    if (block === 0) {
      if (this.#used === this.#limit) return;
      this.#used += 1;
      block = this.#used;
      if ((block - 1) % BLOCKS_A_PAGE === 0)
        this.#pages.push(new DataView(new ArrayBuffer(BLOCKS_A_PAGE * BLOCK_BYTES)));
      this.#moveTo(block);
    } else {
      this.#moveTo(block);
      this.#free = this.#view.getInt32(this.#at + NEXT_FREE, true);
    }
    this.#view.setInt32(this.#at + COUNT, 0, true);
    record.block = block;
  }

  /** Takes the connection's block back. */
  release(record: ConnectionRecord): void {
    if (record.block === 0) return;
    this.#moveTo(record.block);
    this.#view.setInt32(this.#at + NEXT_FREE, this.#free, true);
    this.#free = record.block;
    record.block = 0;
  }

  /** Puts a segment into the connection's block: among the first, or over the oldest of the latest. */
  keep(record: ConnectionRecord, segment: Segment, byServer: number, hasTimestamp: boolean): void {
    this.#moveTo(record.block);
    const count = this.#view.getInt32(this.#at + COUNT, true);
    writeEntry(this.#view, this.#entryAt(count), segment, byServer, hasTimestamp);
    this.#view.setInt32(this.#at + COUNT, count + 1, true);
    if (count >= FIRST_ENTRIES + LATEST_ENTRIES) record.mark(LOST_PACKETS);
  }

  /**
   * Called at the first FIN or reset, before it is kept: notes when the connection was last active, and where trouble has
   * filled the block already, makes room for the closing.
   */
  beginClosing(record: ConnectionRecord, activeNs: TimeNs): void {
    if (record.block === 0) return;
    this.#moveTo(record.block);
    this.#view.setFloat64(this.#at + ACTIVE, activeNs, true);
    const count = this.#view.getInt32(this.#at + COUNT, true);
    if (count <= RING_ENTRIES) return;
    // The latest of the trouble become what went before; the ring and the trouble's beginning are given up.
    const ring = record.at + RING_OFFSET;
    for (let i = 0; i < RING_ENTRIES; i += 1) {
      copyEntry(this.#view, this.#entryAt(count - RING_ENTRIES + i), record.page.view, ring + i * ENTRY_BYTES);
    }
    record.ringNext = 0;
    record.ringCount = RING_ENTRIES;
    record.mark(LOST_PACKETS);
    this.#view.setInt32(this.#at + COUNT, 0, true);
  }

  /** How long before this segment one like it came from the same end, among the latest; −1 where none did. */
  timeSinceLike(record: ConnectionRecord, segment: Segment, byServer: number): TimeNs {
    if (record.block === 0) return timeSinceLikeInRing(record, segment, byServer);
    this.#moveTo(record.block);
    const count = this.#view.getInt32(this.#at + COUNT, true);
    for (let i = Math.max(0, count - RING_ENTRIES); i < count; i += 1) {
      const at = this.#entryAt(i);
      if (isLike(this.#view, at, segment, byServer)) return segment.timeNs - this.#view.getFloat64(at + TIME, true);
    }
    return -1;
  }

  /** When the connection was last active before it began to close. */
  activeNs(record: ConnectionRecord): TimeNs {
    this.#moveTo(record.block);
    return this.#view.getFloat64(this.#at + ACTIVE, true);
  }

  /** Whether this end's last FIN (or RST) had another sequence number; it is this one from now on. */
  changesFin(record: ConnectionRecord, byServer: number, seq: number): boolean {
    return this.#changes(record, LAST_FIN + 4 * byServer, seq);
  }
  changesRst(record: ConnectionRecord, byServer: number, seq: number): boolean {
    return this.#changes(record, LAST_RST + 4 * byServer, seq);
  }

  /** The block's packets, oldest first. */
  read(record: ConnectionRecord): KeptPacket[] {
    if (record.block === 0) return [];
    this.#moveTo(record.block);
    const count = this.#view.getInt32(this.#at + COUNT, true);
    const packets: KeptPacket[] = [];
    const skipped = Math.max(0, count - FIRST_ENTRIES - LATEST_ENTRIES);
    for (let i = 0; i < count; i += 1) {
      if (i === FIRST_ENTRIES) i += skipped;
      packets.push(readEntry(this.#view, this.#entryAt(i)));
    }
    return packets;
  }

  /** After the ends exchanged roles. */
  swap(record: ConnectionRecord): void {
    if (record.block === 0) return;
    this.#moveTo(record.block);
    for (let i = 0; i < FIRST_ENTRIES + LATEST_ENTRIES; i += 1)
      flipEntry(this.#view, this.#at + ENTRIES + i * ENTRY_BYTES);
    for (const field of [LAST_FIN, LAST_RST]) {
      const client = this.#view.getInt32(this.#at + field, true);
      this.#view.setInt32(this.#at + field, this.#view.getInt32(this.#at + field + 4, true), true);
      this.#view.setInt32(this.#at + field + 4, client, true);
    }
  }

  #changes(record: ConnectionRecord, field: number, seq: number): boolean {
    if (record.block === 0) return false;
    this.#moveTo(record.block);
    const changes = this.#view.getInt32(this.#at + field, true) !== seq;
    if (changes) this.#view.setInt32(this.#at + field, seq, true);
    return changes;
  }

  /** Offset of the `index`-th packet since the block was opened. */
  #entryAt(index: number): number {
    const place = index < FIRST_ENTRIES ? index : FIRST_ENTRIES + ((index - FIRST_ENTRIES) % LATEST_ENTRIES);
    return this.#at + ENTRIES + place * ENTRY_BYTES;
  }

  #moveTo(block: number): void {
    this.#view = this.#pages[Math.floor((block - 1) / BLOCKS_A_PAGE)] as DataView;
    this.#at = ((block - 1) % BLOCKS_A_PAGE) * BLOCK_BYTES;
  }
}

function copyEntry(from: DataView, fromAt: number, to: DataView, toAt: number): void {
  for (let i = 0; i < ENTRY_BYTES; i += 4) to.setInt32(toAt + i, from.getInt32(fromAt + i, true), true);
}
