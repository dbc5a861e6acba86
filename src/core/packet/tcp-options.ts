/**
 * TCP options (https://www.iana.org/assignments/tcp-parameters): kind, length, value, walked only where someone asks.
 * Reading ends at the first option that is cut off or whose length cannot be.
 */
import type { Segment } from './segment.ts';

const END = 0;
const PADDING = 1;
const MSS = 2;
const WINDOW_SCALE = 3;
const SACK_PERMITTED = 4;
const SACK = 5;
const TIMESTAMP = 8;
const MD5_SIGNATURE = 19;
const AUTHENTICATION = 29;
const MULTIPATH = 30;
const FAST_OPEN = 34;

/** RFC 7323 appendix A: two paddings, then kind and length of the timestamp; nearly every stack lays it out so. */
const USUAL_TIMESTAMP = 0x0101080a;
/** RFC 7323 §2.3: larger shifts count as 14. */
const LARGEST_SHIFT = 14;

/** The options of a segment; one object that is filled again and again. */
export class TcpOptions {
  /** Bytes (RFC 9293 §3.7.1). */
  mss: number | undefined;
  /** Shift count, at most 14 (RFC 7323 §2). */
  windowScale: number | undefined;
  sackPermitted = false;
  /** Blocks of a SACK option (RFC 2018). */
  sackBlocks = 0;
  /** TSval and TSecr (RFC 7323 §3), 0 to 2³²−1. */
  timestamp: number | undefined;
  timestampEcho: number | undefined;
  /** MD5 signature (RFC 2385) or TCP-AO (RFC 5925): a reset that lacks it is dropped by such a peer. */
  isSigned = false;
  /** Subtype of a Multipath TCP option (RFC 8684 §8.1), the last one where there are several. */
  multipathSubtype: number | undefined;
  /** TCP Fast Open (RFC 7413). */
  fastOpen = false;
  /** Some option was cut off by the snaplen or had a length that cannot be; those before it are read. */
  isCutOff = false;

  /** No option at all. */
  clear(): void {
    this.mss = undefined;
    this.windowScale = undefined;
    this.sackPermitted = false;
    this.sackBlocks = 0;
    this.timestamp = undefined;
    this.timestampEcho = undefined;
    this.isSigned = false;
    this.multipathSubtype = undefined;
    this.fastOpen = false;
    this.isCutOff = false;
  }
}

/** Fills `options` with what the segment has. */
export function readTcpOptions(segment: Segment, options: TcpOptions): void {
  options.clear();
  const { view, payloadOffset } = segment;
  const end = Math.min(payloadOffset, segment.capturedEnd);
  options.isCutOff = end < payloadOffset;
  for (let offset = segment.optionsOffset; offset < end; ) {
    const kind = view.getUint8(offset);
    if (kind === END) {
      options.isCutOff = false;
      return;
    }
    if (kind === PADDING) offset += 1;
    else {
      const length = offset + 2 <= end ? view.getUint8(offset + 1) : 0;
      if (length < 2 || offset + length > end) {
        options.isCutOff = true;
        return;
      }
      readOption(options, view, kind, offset + 2, length - 2);
      offset += length;
    }
  }
}

/** An option of a length its kind does not have is passed over. */
function readOption(options: TcpOptions, view: DataView, kind: number, value: number, length: number): void {
  if (kind === MSS && length === 2) options.mss = view.getUint16(value);
  else if (kind === WINDOW_SCALE && length === 1) options.windowScale = Math.min(view.getUint8(value), LARGEST_SHIFT);
  else if (kind === SACK_PERMITTED) options.sackPermitted = true;
  else if (kind === SACK) options.sackBlocks = length >> 3;
  else if (kind === TIMESTAMP && length === 8) {
    options.timestamp = view.getUint32(value);
    options.timestampEcho = view.getUint32(value + 4);
  } else if (kind === MD5_SIGNATURE || kind === AUTHENTICATION) options.isSigned = true;
  else if (kind === MULTIPATH && length > 0) options.multipathSubtype = view.getUint8(value) >> 4;
  else if (kind === FAST_OPEN) options.fastOpen = true;
}

/** Whether the segment has a timestamp option; quick for the layout that nearly every stack uses. */
export function hasTimestampOption(segment: Segment): boolean {
  const { view, optionsOffset } = segment;
  const end = Math.min(segment.payloadOffset, segment.capturedEnd);
  if (optionsOffset + 12 > end) return false;
  return view.getInt32(optionsOffset) === USUAL_TIMESTAMP || findTimestamp(view, optionsOffset, end);
}

function findTimestamp(view: DataView, start: number, end: number): boolean {
  for (let offset = start; offset + 2 <= end; ) {
    const kind = view.getUint8(offset);
    if (kind === END) return false;
    if (kind === PADDING) offset += 1;
    else {
      const length = view.getUint8(offset + 1);
      if (kind === TIMESTAMP && length === 10) return offset + length <= end;
      if (length < 2) return false;
      offset += length;
    }
  }
  return false;
}
