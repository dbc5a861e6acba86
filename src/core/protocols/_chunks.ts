/**
 * The end of a message that comes in chunks: a last chunk of size zero, trailer fields if there are any, and an empty line
 * (RFC 9112 §7.1).
 */

/** Without trailer fields: the end of the chunk before, the last chunk, the empty line. */
const END = [0x0d, 0x0a, 0x30, 0x0d, 0x0a, 0x0d, 0x0a] as const;
const EMPTY_LINE = 0x0d0a_0d0a;

/**
 * Whether the bytes from `start` to before `end`, which a segment carries, may be the end of such a message. What a chunk
 * holds may look like it, and the end may be cut by the end of a segment: then it is taken for one.
 */
export function mayEndChunks(view: DataView, start: number, end: number): boolean {
  const length = end - start;
  if (length >= 4 && view.getUint32(end - 4) === EMPTY_LINE) return true;
  if (length >= END.length) return false;
  for (let i = 1; i <= length; i += 1) if (view.getUint8(end - i) !== END[END.length - i]) return false;
  return true;
}
