/**
 * Bytes of a stream that came out of order or not at all. As long as a stream has no holes its record's `contiguous` says
 * all; only for a stream with holes is there an object here, with the blocks captured beyond the hole. What the other end
 * acknowledges without the capture having it was missed (Zeek's content gap, src/analyzer/protocol/tcp/TCP_Reassembler.cc).
 */
import { isAfter, isBefore, laterOf, sequenceDistance } from '../bytes/sequence.ts';
import type { TimeNs } from '../model/time.ts';
import { type ConnectionRecord, HAS_GAPS } from './record.ts';
import type { SideRecord } from './side-record.ts';

/** Blocks kept of a stream; what comes when there are as many counts as captured. */
const BLOCKS_MAX = 64;
/** Streams with holes at once; beyond, holes are not tracked. */
const STREAMS_MAX = 100_000;

/** Captured bytes from `start` to before `end`. */
interface Block {
  start: number;
  end: number;
}

interface Gaps {
  /** In order, apart from each other, all after `contiguous`. */
  blocks: Block[];
  missedBytes: number;
  /** How many holes were given up as missed. */
  count: number;
  /** The latest hole given up. */
  lastStart: number;
  lastEnd: number;
  /** When that was. */
  lastNs: TimeNs;
}

const NO_BLOCKS: Block[] = [];

/** The holes of all streams. */
export class StreamGaps {
  readonly #gaps = new Map<number, Gaps>();

  /** Bytes given up as missed. */
  missedBytes(record: ConnectionRecord, ofServer: number): number {
    return this.#of(record, ofServer)?.missedBytes ?? 0;
  }

  /** Notes bytes captured beyond `contiguous`. */
  addBlock(record: ConnectionRecord, ofServer: number, start: number, end: number): void {
    const gaps = this.#open(record, ofServer);
    if (gaps === undefined || gaps.blocks.length >= BLOCKS_MAX) return;
    const { blocks } = gaps;
    if (blocks.length === 0) {
      // Most holes have one block behind them: a list that grows has room for seventeen at once.
      gaps.blocks = [{ start, end }];
      return;
    }
    let i = blocks.length;
    while (i > 0 && isBefore(start, (blocks[i - 1] as Block).start)) i -= 1;
    blocks.splice(i, 0, { start, end });
    for (let k = Math.max(0, i - 1); k + 1 < blocks.length; ) {
      const block = blocks[k] as Block;
      const next = blocks[k + 1] as Block;
      if (isBefore(block.end, next.start)) k += 1;
      else {
        block.end = laterOf(block.end, next.end);
        blocks.splice(k + 1, 1);
      }
    }
  }

  /** Moves `contiguous` to `end`, and on over what is captured behind. */
  fillTo(record: ConnectionRecord, side: SideRecord, ofServer: number, end: number): void {
    side.contiguous = end;
    const gaps = this.#of(record, ofServer);
    if (gaps === undefined) return;
    const { blocks } = gaps;
    while (blocks[0] !== undefined && !isAfter(blocks[0].start, side.contiguous)) {
      side.contiguous = laterOf(side.contiguous, blocks[0].end);
      blocks.shift();
    }
    // Whole again, and nothing was missed: where that is kept until the connection ends, the heap grows by what is garbage soon.
    if (blocks.length === 0 && gaps.count === 0) this.#gaps.delete(record.stream * 2 + ofServer);
  }

  /** Whether all of these bytes were captured before, beyond `contiguous`. */
  holds(record: ConnectionRecord, ofServer: number, start: number, end: number): boolean {
    const blocks = this.#of(record, ofServer)?.blocks ?? [];
    return blocks.some((block) => !isBefore(start, block.start) && !isAfter(end, block.end));
  }

  /** The other end has acknowledged up to `acked`: gives up the holes before. Returns their number over all time. */
  giveUp(record: ConnectionRecord, side: SideRecord, ofServer: number, acked: number, timeNs: TimeNs): number {
    const gaps = this.#open(record, ofServer);
    if (gaps === undefined) {
      side.contiguous = acked;
      return 0;
    }
    while (isBefore(side.contiguous, acked)) {
      const first = gaps.blocks[0];
      const end = first === undefined || isAfter(first.start, acked) ? acked : first.start;
      gaps.missedBytes += sequenceDistance(end, side.contiguous);
      gaps.count += 1;
      gaps.lastStart = side.contiguous;
      gaps.lastEnd = end;
      gaps.lastNs = timeNs;
      this.fillTo(record, side, ofServer, end);
    }
    return gaps.count;
  }

  /** Bytes came late that had been given up: they were not missed. How long before, in nanoseconds; −1 where they had not been. */
  takeBack(record: ConnectionRecord, ofServer: number, start: number, end: number, timeNs: TimeNs): TimeNs {
    const gaps = this.#of(record, ofServer);
    if (gaps === undefined || gaps.count === 0) return -1;
    if (isBefore(start, gaps.lastStart) || isAfter(end, gaps.lastEnd)) return -1;
    gaps.missedBytes -= sequenceDistance(end, start);
    gaps.lastStart = end;
    return timeNs - gaps.lastNs;
  }

  /** After the ends exchanged roles. */
  swap(record: ConnectionRecord): void {
    const client = this.#of(record, 0);
    const server = this.#of(record, 1);
    this.forget(record);
    if (client !== undefined) this.#gaps.set(record.stream * 2 + 1, client);
    if (server !== undefined) this.#gaps.set(record.stream * 2, server);
  }

  /** Forgets what it keeps of the connection. */
  forget(record: ConnectionRecord): void {
    if (!record.has(HAS_GAPS)) return;
    this.#gaps.delete(record.stream * 2);
    this.#gaps.delete(record.stream * 2 + 1);
  }

  #of(record: ConnectionRecord, ofServer: number): Gaps | undefined {
    return record.has(HAS_GAPS) ? this.#gaps.get(record.stream * 2 + ofServer) : undefined;
  }

  #open(record: ConnectionRecord, ofServer: number): Gaps | undefined {
    const key = record.stream * 2 + ofServer;
    let gaps = this.#gaps.get(key);
    if (gaps === undefined && this.#gaps.size < STREAMS_MAX) {
      gaps = { blocks: NO_BLOCKS, missedBytes: 0, count: 0, lastStart: 0, lastEnd: 0, lastNs: 0 };
      this.#gaps.set(key, gaps);
      record.mark(HAS_GAPS);
    }
    return gaps;
  }
}
