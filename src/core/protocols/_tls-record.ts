/** The header of a TLS record (RFC 8446 §5.1, RFC 5246 §6.2.1): type, version 3.x, length. */

export const HEADER = 5;
/** 2¹⁴ bytes and what encryption may add. */
const LONGEST = 16_384 + 2048;

/** Length of the record of this type that starts here; −1 where none does. */
export function recordLength(view: DataView, start: number, end: number, type: number): number {
  if (end - start < HEADER || view.getUint8(start) !== type) return -1;
  if (view.getUint8(start + 1) !== 3 || view.getUint8(start + 2) > 4) return -1;
  const length = view.getUint16(start + 3);
  return length > 0 && length <= LONGEST ? length : -1;
}
