/**
 * An HTTP/1 response (RFC 9112 §4): its status, whether it says that the connection ends behind it (§9.6), and from the
 * head how long the message is (§6.3).
 */
import { endOfHead, findLineFeed, hasText, includesAny, saysClose, startsWith, threeDigits } from './_bytes.ts';
import { CHUNKED, type Protocol } from './_protocol.ts';
import { CLOSES, REMARK } from './_utterance-code.ts';

const STATUS_OFFSET = 'HTTP/1.1 '.length;
const CONTENT_LENGTH = 'content-length:';
const TRANSFER_ENCODING = 'transfer-encoding:';
const CHUNKED_CODING: readonly string[] = ['chunked'];

/** By status, in lower case: what nginx writes into its page where a head was too large; Squid and Envoy without a server. */
const WORDINGS: ReadonlyMap<number, readonly string[]> = new Map([
  [400, ['too large', 'too long']],
  [503, ['err_connect_fail', 'upstream connect error', 'no healthy upstream']],
]);

export const protocol: Protocol = {
  id: 'http-response',
  kind: 'http-response',
  firstBytes: [0x48],
  matches: (view, start, end) => {
    if (!startsWith(view, start, end, 'HTTP/1.')) return -1;
    const status = threeDigits(view, start + STATUS_OFFSET, end);
    if (status < 200) return status;
    const closes = saysClose(view, start, end) ? CLOSES : 0;
    const wording = WORDINGS.get(status);
    return status | closes | (wording !== undefined && includesAny(view, start, end, wording) ? REMARK : 0);
  },
  lengthOf: (view, start, end) => {
    const head = endOfHead(view, start, end);
    if (head < 0) return -1;
    const status = threeDigits(view, start + STATUS_OFFSET, end);
    if (status < 200 || status === 204 || status === 304) return head - start;
    const body = findContentLength(view, start, head);
    return body < 0 ? body : head - start + body;
  },
};

/** The value of Content-Length; `CHUNKED` or −1 where there is none, or where it does not count (RFC 9112 §6.3). */
function findContentLength(view: DataView, start: number, head: number): number {
  let length = -1;
  for (let line = start; line < head; ) {
    if (hasText(view, line, head, CONTENT_LENGTH)) length = readNumber(view, line + CONTENT_LENGTH.length, head);
    const next = findLineFeed(view, line, head) + 1;
    if (hasText(view, line, head, TRANSFER_ENCODING)) {
      return includesAny(view, line + TRANSFER_ENCODING.length, next, CHUNKED_CODING) ? CHUNKED : -1;
    }
    line = next;
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
