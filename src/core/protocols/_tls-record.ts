/** The header of a TLS record (RFC 8446 §5.1, RFC 5246 §6.2.1): type, version 3.x, length. */

export const HEADER = 5;
/** 2¹⁴ bytes and what encryption may add. */
const LONGEST = 16_384 + 2048;

/** The types of records: change of cipher, alert, handshake, data. */
const FIRST_TYPE = 20;
const LAST_TYPE = 23;

/**
 * Where the last of the records ends that begin from `start` on to before `end`, one behind the other; −1 where a head is not
 * among the bytes to before `captured`, or is none.
 */
export function endOfRecords(view: DataView, start: number, captured: number, end: number): number {
  let at = start;
  while (at < end) {
    const type = at < captured ? view.getUint8(at) : 0;
    const length = type >= FIRST_TYPE && type <= LAST_TYPE ? recordLength(view, at, captured, type) : -1;
    if (length < 0) return -1;
    at += HEADER + length;
  }
  return at;
}

/** Length of the record of this type that starts here; −1 where none does. */
export function recordLength(view: DataView, start: number, end: number, type: number): number {
  if (end - start < HEADER || view.getUint8(start) !== type) return -1;
  if (view.getUint8(start + 1) !== 3 || view.getUint8(start + 2) > 4) return -1;
  const length = view.getUint16(start + 3);
  return length > 0 && length <= LONGEST ? length : -1;
}
