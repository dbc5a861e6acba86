/**
 * TCP sequence numbers live in a circle of 2³² (RFC 9293 §3.4). They are kept as signed 32-bit integers, where the
 * difference, cut to 32 bits, is negative exactly for what lies before.
 */

/** How far `a` is after `b`; negative where it is before. Meaningful within 2³¹. */
export function sequenceDistance(a: number, b: number): number {
  return (a - b) | 0;
}

/** Whether `a` comes before `b`. */
export function isBefore(a: number, b: number): boolean {
  return ((a - b) | 0) < 0;
}

/** Whether `a` comes after `b`. */
export function isAfter(a: number, b: number): boolean {
  return ((a - b) | 0) > 0;
}

/** Whether `seq` is in the window of `length` bytes from `start` on. */
export function isWithin(seq: number, start: number, length: number): boolean {
  return (seq - start) >>> 0 < length;
}

/** The later of two sequence numbers. */
export function laterOf(a: number, b: number): number {
  return ((a - b) | 0) >= 0 ? a : b;
}

/** A sequence number so many bytes on. */
export function advance(seq: number, byteCount: number): number {
  return (seq + byteCount) | 0;
}

/** As the wire and the reports have it: 0 to 2³²−1. */
export function toUnsigned(seq: number): number {
  return seq >>> 0;
}
