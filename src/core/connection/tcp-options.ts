/**
 * The TCP options that decide something here: those of SYN and SYN-ACK (RFC 9293 §3.2, RFC 7323, RFC 2018, RFC 2385,
 * RFC 5925), and those that tell one sender's packets from another's: timestamps, and signatures.
 */
import type { Segment } from '../packet/segment.ts';
import { CLIENT_SIGNS, type ConnectionRecord, SERVER_SIGNS } from './record.ts';
import { HAS_WINDOW_SCALE, SACK_PERMITTED, type SideRecord, TIMESTAMPS } from './side-record.ts';

const END = 0;
const NO_OPERATION = 1;
const MAXIMUM_SEGMENT_SIZE = 2;
const WINDOW_SCALE = 3;
const SACK_PERMITTED_OPTION = 4;
const SACK = 5;
/** No window is so wide in practice; numbers further ahead were rewritten on the way, and these were forgotten. */
const AHEAD_MAX = 1 << 24;
/** Kind, length, and one block of two numbers (RFC 2018 §3). */
const SACK_LENGTH_MIN = 10;
const TIMESTAMP = 8;
const MD5_SIGNATURE = 19;
const AUTHENTICATION = 29;
const MULTIPATH = 30;
const MD5_LENGTH = 18;
const AUTHENTICATION_LENGTH_MIN = 4;
/** Subtype in the upper half of the byte after the length (RFC 8684 §3.5). */
const MP_FASTCLOSE = 7;
/** Two no-operations and a timestamp: most segments have no more. */
const TIMESTAMP_ALONE = 12;
const USUAL_TIMESTAMP = 0x0101080a;

/** Notes the options of a SYN or SYN-ACK. */
export function readSynOptions(record: ConnectionRecord, segment: Segment, side: SideRecord, byServer: number): void {
  const { view } = segment;
  const end = Math.min(segment.payloadOffset, segment.capturedEnd);
  side.unmark(SACK_PERMITTED | TIMESTAMPS | HAS_WINDOW_SCALE);
  for (let at = segment.optionsOffset; at < end; ) {
    const kind = view.getUint8(at);
    if (kind === END) return;
    if (kind === NO_OPERATION) {
      at += 1;
      continue;
    }
    const length = at + 1 < end ? view.getUint8(at + 1) : 0;
    if (length < 2 || at + length > end) return;
    if (kind === MAXIMUM_SEGMENT_SIZE && length === 4) side.mss = view.getUint16(at + 2);
    else if (kind === WINDOW_SCALE && length === 3) side.windowScale = view.getUint8(at + 2);
    else if (kind === SACK_PERMITTED_OPTION) side.mark(SACK_PERMITTED);
    else if (kind === TIMESTAMP && length === 10) side.mark(TIMESTAMPS);
    else if (isSignature(kind, length)) {
      record.mark(byServer === 1 ? SERVER_SIGNS : CLIENT_SIGNS);
    }
    at += length;
  }
}

/** Whether it has the options that most segments have, and is not cut there: no other question about them needs an answer. */
export function hasTimestampAlone({ view, optionsOffset, payloadOffset, capturedEnd }: Segment): boolean {
  if (payloadOffset - optionsOffset !== TIMESTAMP_ALONE || payloadOffset > capturedEnd) return false;
  return view.getInt32(optionsOffset) === USUAL_TIMESTAMP;
}

/** Whether the segment carries the timestamp option. */
export function hasTimestampOption(segment: Segment): boolean {
  const { view, optionsOffset } = segment;
  const end = endOfOptions(segment);
  if (end - optionsOffset < 10) return false;
  // What nearly every stack sends: two no-operations, then the timestamp (RFC 7323 appendix A).
  if (end - optionsOffset >= 12 && view.getInt32(optionsOffset) === USUAL_TIMESTAMP) return true;
  return findOption(view, optionsOffset, end, TIMESTAMP) >= 0;
}

/** What the options besides a timestamp say of a segment, a bit each. */
export const FAST_CLOSE = 1;
export const SIGNED = 2;
/** Some of the options are not in the capture, or their lengths cannot be. */
export const OPTIONS_CUT = 4;
/** It says that it has something which lies behind what it waits for: no report of what came twice (RFC 2883 §4). */
export const SACKS_BEHIND = 8;

/**
 * Whether the segment asks its peer to abort all of a multipath connection (MP_FASTCLOSE, RFC 8684 §3.5), whether it bears a
 * signature (RFC 2385, RFC 5925), and whether it acknowledges something out of order (RFC 2018).
 */
export function rareOptions(segment: Segment): number {
  const { view, optionsOffset, payloadOffset } = segment;
  const end = endOfOptions(segment);
  let found = end < payloadOffset ? OPTIONS_CUT : 0;
  if (end - optionsOffset === TIMESTAMP_ALONE && view.getInt32(optionsOffset) === USUAL_TIMESTAMP) return found;
  for (let at = optionsOffset; at < end; ) {
    const kind = view.getUint8(at);
    if (kind === END) break;
    const length = kind === NO_OPERATION ? 1 : at + 1 < end ? view.getUint8(at + 1) : 0;
    if (length === 0) return found | OPTIONS_CUT;
    if (isSignature(kind, length)) found |= SIGNED;
    else if (kind === MULTIPATH && at + 2 < end && view.getUint8(at + 2) >> 4 === MP_FASTCLOSE) found |= FAST_CLOSE;
    else if (kind === SACK && length >= SACK_LENGTH_MIN && at + length <= end && isBehind(segment, at + 2))
      found |= SACKS_BEHIND;
    at += length;
  }
  return found;
}

/** Whether the block that stands there begins behind what the segment acknowledges. */
function isBehind({ view, ack }: Segment, at: number): boolean {
  const ahead = (view.getUint32(at) - ack) | 0;
  return ahead > 0 && ahead < AHEAD_MAX;
}

/** Kind and length of the MD5 signature (RFC 2385 §3.0) or the authentication option (RFC 5925 §2.2). */
function isSignature(kind: number, length: number): boolean {
  return kind === MD5_SIGNATURE
    ? length === MD5_LENGTH
    : kind === AUTHENTICATION && length >= AUTHENTICATION_LENGTH_MIN;
}

function endOfOptions({ payloadOffset, capturedEnd }: Segment): number {
  return payloadOffset < capturedEnd ? payloadOffset : capturedEnd;
}

/** Where the next option of this kind stands; −1 where there is none. */
function findOption(view: DataView, start: number, end: number, wanted: number): number {
  for (let at = start; at < end; ) {
    const kind = view.getUint8(at);
    if (kind === wanted) return at;
    if (kind === END) return -1;
    const length = kind === NO_OPERATION ? 1 : at + 1 < end ? view.getUint8(at + 1) : 0;
    if (length === 0) return -1;
    at += length;
  }
  return -1;
}
