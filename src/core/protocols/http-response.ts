/**
 * An HTTP/1 response (RFC 9112 §4): its status, whether it says that the connection ends behind it (§9.6), and from the
 * head how long the message is (§6.3).
 */
import { endOfHead, hasText, includesAny, startsWith, threeDigits } from './_bytes.ts';
import type { Protocol } from './_protocol.ts';
import { CLOSES, TOO_LARGE } from './_utterance-code.ts';

const STATUS_OFFSET = 'HTTP/1.1 '.length;
const CONTENT_LENGTH = 'content-length:';
const CONNECTION = 'connection:';
const CR = 0x0d;
const LF = 0x0a;
const LOWER_C = 0x63;

export const protocol: Protocol = {
  id: 'http-response',
  kind: 'http-response',
  firstBytes: [0x48],
  matches: (view, start, end) => {
    if (!startsWith(view, start, end, 'HTTP/1.')) return -1;
    const status = threeDigits(view, start + STATUS_OFFSET, end);
    if (status < 200) return status;
    const closes = saysClose(view, start, end) ? CLOSES : 0;
    // A bad request may be one that was too large (nginx says so in the page it sends with status 400).
    return (
      status | closes | (status === 400 && includesAny(view, start, end, ['too large', 'too long']) ? TOO_LARGE : 0)
    );
  },
  lengthOf: (view, start, end) => {
    const head = endOfHead(view, start, end);
    if (head < 0) return -1;
    const status = threeDigits(view, start + STATUS_OFFSET, end);
    if (status < 200 || status === 204 || status === 304) return head - start;
    const body = findContentLength(view, start, head);
    return body < 0 ? -1 : head - start + body;
  },
};

/** A field `Connection: close` among the lines of the head, as far as it is here. */
function saysClose(view: DataView, start: number, end: number): boolean {
  for (let at = start; at + CONNECTION.length < end; at += 1) {
    if (view.getUint8(at) !== LF) continue;
    const byte = view.getUint8(at + 1);
    if (byte === CR) return false;
    if ((byte | 0x20) !== LOWER_C || !hasText(view, at + 1, end, CONNECTION)) continue;
    const value = at + 1 + CONNECTION.length;
    if (hasText(view, value, end, 'close') || hasText(view, value, end, ' close')) return true;
  }
  return false;
}

/** The value of Content-Length; −1 where there is none, or where it does not count (RFC 9112 §6.3). */
function findContentLength(view: DataView, start: number, head: number): number {
  let length = -1;
  for (let line = start; line < head; ) {
    if (hasText(view, line, head, CONTENT_LENGTH)) length = readNumber(view, line + CONTENT_LENGTH.length, head);
    else if (hasText(view, line, head, 'transfer-encoding:')) return -1;
    while (line < head && view.getUint8(line) !== 0x0a) line += 1;
    line += 1;
  }
  return length;
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
