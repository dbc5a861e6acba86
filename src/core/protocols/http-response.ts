/** An HTTP/1 response (RFC 9112 §4): its status, and from the head how long the message is (§6.3). */
import { startsWith, threeDigits } from './_bytes.ts';
import type { Protocol } from './_protocol.ts';

const STATUS_OFFSET = 'HTTP/1.1 '.length;
const CONTENT_LENGTH = 'content-length:';

export const protocol: Protocol = {
  id: 'http-response',
  kind: 'http-response',
  firstBytes: [0x48],
  matches: (view, start, end) =>
    startsWith(view, start, end, 'HTTP/1.') ? threeDigits(view, start + STATUS_OFFSET, end) : -1,
  lengthOf: (view, start, end) => {
    const head = findHeadEnd(view, start, end);
    if (head < 0) return -1;
    const status = threeDigits(view, start + STATUS_OFFSET, end);
    if (status < 200 || status === 204 || status === 304) return head - start;
    const body = findContentLength(view, start, head);
    return body < 0 ? -1 : head - start + body;
  },
};

/** Offset after the empty line; −1 where the head goes on in another segment. */
function findHeadEnd(view: DataView, start: number, end: number): number {
  for (let at = start; at + 4 <= end; at += 1) {
    if (view.getUint32(at) === 0x0d0a0d0a) return at + 4;
  }
  return -1;
}

/** The value of Content-Length; −1 where there is none, or where it does not count (RFC 9112 §6.3). */
function findContentLength(view: DataView, start: number, head: number): number {
  let length = -1;
  for (let line = start; line < head; ) {
    if (nameIs(view, line, head, CONTENT_LENGTH)) length = readNumber(view, line + CONTENT_LENGTH.length, head);
    else if (nameIs(view, line, head, 'transfer-encoding:')) return -1;
    while (line < head && view.getUint8(line) !== 0x0a) line += 1;
    line += 1;
  }
  return length;
}

/** Names of fields are compared without regard to case. */
function nameIs(view: DataView, start: number, end: number, name: string): boolean {
  if (end - start < name.length) return false;
  for (let i = 0; i < name.length; i += 1) {
    const byte = view.getUint8(start + i);
    const lower = byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;
    if (lower !== name.charCodeAt(i)) return false;
  }
  return true;
}

function readNumber(view: DataView, start: number, end: number): number {
  let at = start;
  while (at < end && (view.getUint8(at) === 0x20 || view.getUint8(at) === 0x09)) at += 1;
  let value = -1;
  for (; at < end; at += 1) {
    const digit = view.getUint8(at) - 0x30;
    if (digit < 0 || digit > 9) return value;
    value = Math.max(0, value) * 10 + digit;
  }
  return value;
}
