/**
 * Which responses of HTTP/2 in plain text have begun and not come to their end (RFC 9113 §5.1, §8.1). Frames begin anywhere in
 * a segment, so they are followed from the first of each end on, as long as the capture lacks none. Few connections speak it,
 * so what is known of them is apart from the records, and limited in number.
 */
import type { Segment } from '../packet/segment.ts';
import { isFrames, kindOf } from '../protocols/_utterance-code.ts';
import { CLOSING, type ConnectionRecord, IN_CHUNKS, SERVER_CLOSED_FIRST } from './record.ts';

/** Connections that are followed at once, and responses of one. */
const CONNECTIONS_MAX = 16_384;
const STREAMS_MAX = 128;

/** The client's preface comes before its first frame (RFC 9113 §3.4). */
const PREFACE = 24;
const HEAD = 9;

const DATA = 0;
const HEADERS = 1;
const RST_STREAM = 3;
const SETTINGS = 4;
/** Bytes of a setting. */
const SETTING = 6;
const GOAWAY = 7;
const END_STREAM = 1;

/** Where one end is in its frames. */
interface Reader {
  /** Sequence number of the byte that comes next. */
  next: number;
  /** Bytes still to come of the frame, and the stream that ends with it; 0 where none does. */
  left: number;
  ending: number;
  /** The beginning of a frame's head that a segment ends in. */
  head: number[];
}

interface Followed {
  /** Of the client and the server; undefined before their first words. */
  readonly readers: [Reader | undefined, Reader | undefined];
  /** Streams on which the server has begun to answer. */
  readonly open: number[];
  /** Streams that the client cancelled before: an answer may have been on its way. The latest of them. */
  readonly cancelled: number[];
  /** The client took its leave in a GOAWAY: it may not wait for more. */
  isLeft: boolean;
}

/** The open streams of all connections. A connection that is followed bears the mark `IN_CHUNKS`. */
export class OpenStreams {
  readonly #followed = new Map<number, Followed>();

  /** Takes in a segment that begins a message of this code. */
  note(record: ConnectionRecord, segment: Segment, said: number, byServer: number): void {
    if (byServer === 0 ? kindOf(said) !== 'http2-preface' : !isFrames(said)) return;
    const followed = this.#followed.get(record.stream) ?? this.#begin(record, byServer);
    if (byServer === 0 && followed !== undefined) followed.readers[0] ??= readerAt(segment, PREFACE);
  }

  /** Follows what is new of a stream; false where the connection is not followed. */
  follow(record: ConnectionRecord, segment: Segment, byServer: number): boolean {
    const followed = this.#followed.get(record.stream);
    if (followed === undefined) return false;
    // What is said after the close changes nothing of what was open then.
    if (record.has(CLOSING)) return true;
    if (byServer === 1 && beginsInSettings(segment)) followed.readers[1] ??= readerAt(segment, 0);
    const reader = followed.readers[byServer];
    if (reader?.next !== segment.seq || !read(followed, reader, segment, byServer)) {
      this.#followed.delete(record.stream);
      record.unmark(IN_CHUNKS);
    }
    return true;
  }

  /** How many responses had begun and not ended when the connection was closed; 0 also where that is not known. */
  count(record: ConnectionRecord): number {
    const followed = record.has(IN_CHUNKS) ? this.#followed.get(record.stream) : undefined;
    return followed === undefined || followed.isLeft ? 0 : followed.open.length;
  }

  /** The server closed first, with a response in chunks (RFC 9112 §7.1) or in frames that had not come to its end. */
  isCutOff(record: ConnectionRecord): boolean {
    if (!record.has(IN_CHUNKS) || !record.has(SERVER_CLOSED_FIRST)) return false;
    return !this.#followed.has(record.stream) || this.count(record) > 0;
  }

  /** Forgets what it keeps of the connection. */
  forget(record: ConnectionRecord): void {
    if (this.#followed.size > 0) this.#followed.delete(record.stream);
  }

  /** With the preface, or with the server's first words, which may come before it: what comes next of either end is followed. */
  #begin(record: ConnectionRecord, byServer: number): Followed | undefined {
    if (this.#followed.size >= CONNECTIONS_MAX || (byServer === 1 && record.turns !== 1)) return undefined;
    const followed: Followed = { readers: [undefined, undefined], open: [], cancelled: [], isLeft: false };
    this.#followed.set(record.stream, followed);
    record.mark(IN_CHUNKS);
    return followed;
  }
}

function readerAt({ seq }: Segment, left: number): Reader {
  return { next: seq, left, ending: 0, head: [] };
}

/** A frame of settings is the first of every server (RFC 9113 §3.4). */
function beginsInSettings({ view, payloadOffset: start, capturedPayload }: Segment): boolean {
  if (capturedPayload < HEAD || view.getUint8(start + 3) !== SETTINGS) return false;
  return (view.getUint32(start) >>> 8) % SETTING === 0 && view.getUint32(start + 5) === 0;
}

/** Reads a segment's frames; false where they can be followed no further. */
function read(followed: Followed, reader: Reader, segment: Segment, byServer: number): boolean {
  const { view, payloadOffset, capturedPayload, payloadLength } = segment;
  reader.next = (segment.seq + payloadLength) | 0;
  for (let at = 0; at < payloadLength; ) {
    if (reader.left > 0) {
      const step = Math.min(reader.left, payloadLength - at);
      reader.left -= step;
      at += step;
    } else {
      if (at >= capturedPayload) return false;
      reader.head.push(view.getUint8(payloadOffset + at));
      at += 1;
      if (reader.head.length === HEAD) beginFrame(followed, reader, byServer);
    }
  }
  if (reader.left === 0) endFrame(followed, reader);
  return followed.open.length <= STREAMS_MAX;
}

function beginFrame(followed: Followed, reader: Reader, byServer: number): void {
  endFrame(followed, reader);
  const [a = 0, b = 0, c = 0, type = 0, flags = 0, ...id] = reader.head;
  reader.head.length = 0;
  reader.left = (a << 16) | (b << 8) | c;
  const stream = id.reduce((sum, byte) => (sum << 8) | byte, 0) & 0x7fff_ffff;
  const ends = (flags & END_STREAM) !== 0;
  if (type === RST_STREAM || (byServer === 1 && ends && (type === DATA || type === HEADERS))) reader.ending = stream;
  if (byServer === 1 && type === HEADERS) openStream(followed, stream);
  else if (byServer === 0 && type === GOAWAY) followed.isLeft = true;
  else if (byServer === 0 && type === RST_STREAM && followed.cancelled.push(stream) > STREAMS_MAX)
    followed.cancelled.shift();
}

/** Those of pushes are even. */
function openStream({ open, cancelled }: Followed, stream: number): void {
  if ((stream & 1) === 1 && !open.includes(stream) && !cancelled.includes(stream)) open.push(stream);
}

/** A stream ends with the last byte of the frame that says so. */
function endFrame(followed: Followed, reader: Reader): void {
  if (reader.ending === 0) return;
  const place = followed.open.indexOf(reader.ending);
  if (place >= 0) followed.open.splice(place, 1);
  reader.ending = 0;
}
