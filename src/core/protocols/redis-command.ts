/**
 * A command of Redis (https://redis.io/docs/latest/develop/reference/protocol-spec/): an array of bulk strings whose first is
 * a command that is answered at once, or an inline PING.
 */
import { commandNumber, REDIS_COMMANDS } from '../model/command.ts';
import { hasText } from './_bytes.ts';
import { findWord, wordsOf } from './_command-words.ts';
import type { Protocol } from './_protocol.ts';
import { UNFINISHED } from './_utterance-code.ts';

const ARRAY = 0x2a;
const BULK_STRING = 0x24;
const CRLF = 0x0d0a;
const CR = 0x0d;
const DIGITS_MAX = 9;
const PING = 'ping\r\n';

const words = wordsOf('Redis', REDIS_COMMANDS);
/** NATS has the same. */
const ping = commandNumber('', 'PING');

/** Its replies can be turned off with it: CLIENT REPLY. */
const UNANSWERED = '\r\n$5\r\nreply\r\n';

export const protocol: Protocol = {
  id: 'redis-command',
  kind: 'command',
  firstBytes: [ARRAY, 0x50, 0x70],
  matches: (view, start, end) => {
    if (view.getUint8(start) === ARRAY) return readArray(view, start, end);
    return end - start === PING.length && hasText(view, start, end, PING) ? ping : -1;
  },
};

function readArray(view: DataView, start: number, end: number): number {
  let number = -1;
  const first = lineEnd(view, start + 1, end);
  const count = first < 0 ? 0 : numberAt(view, start + 1, first);
  let at = first + 2;
  for (let i = 0; i < count; i += 1) {
    if (at < end && view.getUint8(at) !== BULK_STRING) return -1;
    const eol = lineEnd(view, at + 1, end);
    if (eol < 0) return number < 0 ? -1 : number | UNFINISHED;
    const length = numberAt(view, at + 1, eol);
    if (length < 0) return -1;
    const text = eol + 2;
    at = text + length + 2;
    if (at <= end && view.getUint16(at - 2) !== CRLF) return -1;
    if (i > 0) continue;
    number = at <= end ? findWord(words, view, text, text + length) : -1;
    if (number < 0 || hasText(view, text, end, `client${UNANSWERED}`)) return -1;
  }
  return number < 0 || at <= end ? number : number | UNFINISHED;
}

/** Where the line of a number ends; −1 where it does not, or is too long for one. */
function lineEnd(view: DataView, start: number, end: number): number {
  const until = Math.min(end - 1, start + DIGITS_MAX + 1);
  for (let at = start; at < until; at += 1) if (view.getUint8(at) === CR) return view.getUint16(at) === CRLF ? at : -1;
  return -1;
}

function numberAt(view: DataView, start: number, end: number): number {
  let value = start < end ? 0 : -1;
  for (let at = start; at < end; at += 1) {
    const digit = view.getUint8(at) - 0x30;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}
