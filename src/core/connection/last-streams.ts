/**
 * The last stream that a server's GOAWAY says it has taken (RFC 9113 §6.8): as streams of clients are odd and go up, how many
 * requests there were. Few connections have one that can be read, so these are apart from the records, and limited in number.
 */
import type { Segment } from '../packet/segment.ts';
import { readLastStream } from '../protocols/_http2-frames.ts';
import { isGoaway } from '../protocols/_utterance-code.ts';
import { type ConnectionRecord, HAS_LAST_STREAM } from './record.ts';

/** Connections of which it is kept, at once. */
const CONNECTIONS_MAX = 65_536;

/** Says before the last request is known that an end will come (RFC 9113 §6.8). */
const NOT_YET = 0x7fff_ffff;

/** The last streams of all connections. */
export class LastStreams {
  readonly #streams = new Map<number, number>();

  /** Notes what a segment says, where that is a server's GOAWAY; of several the last. */
  note(record: ConnectionRecord, segment: Segment, said: number, byServer: number): void {
    if (byServer === 0 || !isGoaway(said)) return;
    if (this.#streams.size === CONNECTIONS_MAX && !record.has(HAS_LAST_STREAM)) return;
    const { view, payloadOffset, capturedPayload } = segment;
    const stream = readLastStream(view, payloadOffset, payloadOffset + capturedPayload);
    if (stream < 0 || stream === NOT_YET) return;
    this.#streams.set(record.stream, stream);
    record.mark(HAS_LAST_STREAM);
  }

  read(record: ConnectionRecord): number | undefined {
    return record.has(HAS_LAST_STREAM) ? this.#streams.get(record.stream) : undefined;
  }

  /** Forgets what it keeps of the connection. */
  forget(record: ConnectionRecord): void {
    if (record.has(HAS_LAST_STREAM)) this.#streams.delete(record.stream);
  }
}
