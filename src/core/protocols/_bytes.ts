/** Comparing the first bytes of a message with text. */

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
