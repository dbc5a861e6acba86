/** Comparing the first bytes of a message with text. */

const CR = 0x0d;
const LF = 0x0a;
const EMPTY_LINE = 0x0d0a_0d0a;
const LINE_FEEDS = 0x0a0a_0a0a;
const CONNECTION = 'connection:';
const LOWER_C = 0x63;

/** Whether the bytes at `start` are this ASCII text. */
export function startsWith(view: DataView, start: number, end: number, text: string): boolean {
  if (end - start < text.length) return false;
  for (let i = 0; i < text.length; i += 1) {
    if (view.getUint8(start + i) !== text.charCodeAt(i)) return false;
  }
  return true;
}

/** The number that three decimal digits make; −1 where they are none. */
export function threeDigits(view: DataView, start: number, end: number): number {
  if (end - start < 3) return -1;
  let value = 0;
  for (let i = 0; i < 3; i += 1) {
    const digit = view.getUint8(start + i) - 0x30;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

/** Offset after the empty line that ends the head of an HTTP message; −1 where there is none. */
export function endOfHead(view: DataView, start: number, end: number): number {
  // Every fourth byte tells: one of them lies in the four that are looked for.
  for (let at = start + 3; at < end; at += 4) {
    const byte = view.getUint8(at);
    if (byte !== CR && byte !== LF) continue;
    for (let from = Math.max(start, at - 3); from <= at && from + 4 <= end; from += 1) {
      if (view.getUint32(from) === EMPTY_LINE) return from + 4;
    }
  }
  return -1;
}

/** Offset of the first line feed; `end` where there is none. */
export function findLineFeed(view: DataView, start: number, end: number): number {
  let at = start;
  // Four bytes at once: one of them is zero where this difference borrows (Hacker's Delight, §6-1).
  for (; at + 4 <= end; at += 4) {
    const other = view.getInt32(at) ^ LINE_FEEDS;
    if (((other - 0x0101_0101) & ~other & 0x8080_8080) !== 0) break;
  }
  while (at < end && view.getUint8(at) !== LF) at += 1;
  return at;
}

/** Whether there is a field `Connection: close` in the head of an HTTP message, as far as it is here. */
export function saysClose(view: DataView, start: number, end: number): boolean {
  for (let at = findLineFeed(view, start, end); at + CONNECTION.length < end; at = findLineFeed(view, at + 1, end)) {
    const byte = view.getUint8(at + 1);
    if (byte === CR) return false;
    if ((byte | 0x20) !== LOWER_C || !hasText(view, at + 1, end, CONNECTION)) continue;
    const value = at + 1 + CONNECTION.length;
    if (hasText(view, value, end, 'close') || hasText(view, value, end, ' close')) return true;
  }
  return false;
}

/** Whether one of these texts, given in lower case, is there in lower or upper case. */
export function includesAny(view: DataView, start: number, end: number, texts: readonly string[]): boolean {
  for (let at = start; at < end; at += 1) {
    const byte = lowerCase(view.getUint8(at));
    if (texts.some((text) => text.charCodeAt(0) === byte && hasText(view, at, end, text))) return true;
  }
  return false;
}

/** Whether the bytes at `start` are this ASCII text in lower or upper case; `text` is in lower case. */
export function hasText(view: DataView, start: number, end: number, text: string): boolean {
  if (end - start < text.length) return false;
  for (let i = 0; i < text.length; i += 1) {
    if (lowerCase(view.getUint8(start + i)) !== text.charCodeAt(i)) return false;
  }
  return true;
}

function lowerCase(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;
}
