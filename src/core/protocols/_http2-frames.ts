/**
 * Frames of HTTP/2 (RFC 9113 §4.1), where they are not encrypted: whether there is a GOAWAY among them (§6.8), with which
 * error code and which of the debug texts that are known, whether the last one is a PING that asks for an answer (§6.7), and
 * whether any belongs to a stream.
 */
import {
  GOAWAY,
  GOAWAY_ERROR,
  GOAWAY_TEXTS,
  HAS_HEADERS,
  ON_STREAM,
  PING_ASKS,
  TOOK_NONE,
} from '../model/utterance.ts';
import { startsWith } from './_bytes.ts';

const HEADER = 9;
const DATA = 0;
const HEADERS = 1;
const HEADERS_FLAGS = 0x2d;
const RST_STREAM = 3;
const PUSH_PROMISE = 5;
const PING = 6;
const CONTINUATION = 9;
const GOAWAY_TYPE = 7;
const GOAWAY_HEAD = 8;
const ACK = 1;
/** What a request, its answer or its refusal consists of. */
const SPEAKING: ReadonlySet<number> = new Set([DATA, HEADERS, RST_STREAM, CONTINUATION]);
/** Highest error code assigned (§7). */
const LAST_ERROR = 13;

/** By type: what the length of a frame must be, or a multiple of; 0 where it may be anything. On a stream, or on none. */
const FORMS: readonly { readonly length: number; readonly every: number; readonly onStream: boolean | undefined }[] = [
  { length: 0, every: 0, onStream: true },
  { length: 0, every: 0, onStream: true },
  { length: 5, every: 0, onStream: true },
  { length: 4, every: 0, onStream: true },
  { length: 0, every: 6, onStream: false },
  { length: 0, every: 0, onStream: true },
  { length: 8, every: 0, onStream: false },
  { length: 0, every: 0, onStream: false },
  { length: 4, every: 0, onStream: undefined },
  { length: 0, every: 0, onStream: true },
];

/** The detail of an utterance of frames; −1 where these are none, or may be something else. */
export function readFrames(view: DataView, start: number, end: number): number {
  let goaway = -1;
  let others = 0;
  let onStream = 0;
  let isSure = false;
  for (let at = start; at < end; ) {
    if (end - at < HEADER || !isFrame(view, at)) return -1;
    const type = view.getUint8(at + 3);
    const flags = view.getUint8(at + 4);
    const length = view.getUint32(at) >>> 8;
    isSure ||= type !== DATA && type !== PUSH_PROMISE && type !== CONTINUATION;
    if (type === GOAWAY_TYPE)
      goaway = worse(goaway, readGoaway(view, at + HEADER, Math.min(end, at + HEADER + length)));
    else others = (others & HAS_HEADERS) | (type === PING && (flags & ACK) === 0 ? PING_ASKS : 0);
    if (type === HEADERS) others |= HAS_HEADERS;
    if (SPEAKING.has(type)) onStream = ON_STREAM;
    at += HEADER + length;
  }
  if (!isSure) return -1;
  return (goaway >= 0 ? goaway : others) | onStream;
}

/** The last stream identifier of the last GOAWAY among whole frames that start here; −1 where there is none. */
export function readLastStream(view: DataView, start: number, end: number): number {
  let last = -1;
  for (let at = start; at + HEADER <= end; at += HEADER + (view.getUint32(at) >>> 8)) {
    const isGoaway = view.getUint8(at + 3) === GOAWAY_TYPE;
    if (isGoaway && at + HEADER + GOAWAY_HEAD <= end) last = view.getUint32(at + HEADER) & 0x7fff_ffff;
  }
  return last;
}

function isFrame(view: DataView, at: number): boolean {
  const length = view.getUint32(at) >>> 8;
  const type = view.getUint8(at + 3);
  const form = FORMS[type];
  const stream = view.getUint32(at + 5);
  if (form === undefined || stream >= 0x8000_0000) return false;
  // Requests have odd streams and their answers the same; no flag is set that has no meaning (§5.1.1, §6.2).
  if (type === HEADERS && ((stream & 1) === 0 || (view.getUint8(at + 4) & ~HEADERS_FLAGS) !== 0)) return false;
  if (form.length > 0 && length !== form.length) return false;
  if (form.every > 0 && length % form.every !== 0) return false;
  return form.onStream === undefined || form.onStream === stream > 0;
}

/** Of two GOAWAYs the one that names an error counts: a graceful end is announced twice, an error closes. */
function worse(before: number, now: number): number {
  return now >= 0 && (before < 0 || (before & GOAWAY_ERROR) === 0) ? now : before;
}

/** −1 where it is none. */
function readGoaway(view: DataView, start: number, end: number): number {
  if (end - start < GOAWAY_HEAD || view.getUint32(start) >= 0x8000_0000) return -1;
  const error = view.getUint32(start + 4);
  if (error > LAST_ERROR) return -1;
  const took = view.getUint32(start) === 0 ? TOOK_NONE : 0;
  const text = GOAWAY_TEXTS.findIndex((known) => known !== '' && startsWith(view, start + GOAWAY_HEAD, end, known));
  return GOAWAY | took | (Math.max(0, text) << 4) | error;
}
