/**
 * A command of SMTP (RFC 5321 §4.1), FTP (RFC 959 §4.1) or NNTP (RFC 3977): a line that begins with its word, said to a server
 * that greeted with a reply of three digits that is no refusal.
 */
import { LINE_COMMANDS } from '../model/command.ts';
import { findWord, firstBytesOf, wordsOf } from './_command-words.ts';
import type { Protocol } from './_protocol.ts';
import { detailOf, kindOf } from './_utterance-code.ts';

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
/** Replies of success (RFC 5321 §4.2.1). */
const FIRST_SUCCESS = 200;
const LAST_SUCCESS = 299;

const words = wordsOf('', LINE_COMMANDS);

export const protocol: Protocol = {
  id: 'line-command',
  kind: 'command',
  firstBytes: firstBytesOf(words),
  matches: (view, start, end, _own, other) => {
    if (!isGreeting(other) || view.getUint8(end - 1) !== LF) return -1;
    return isWordEnded(view, start, end) ? findWord(words, view, start, end) : -1;
  },
};

function isGreeting(code: number): boolean {
  const detail = detailOf(code);
  return kindOf(code) === 'text-greeting' && detail >= FIRST_SUCCESS && detail <= LAST_SUCCESS;
}

/** Behind the letters comes a space, or the end of the line. */
function isWordEnded(view: DataView, start: number, end: number): boolean {
  let at = start;
  while (at < end && isLetter(view.getUint8(at))) at += 1;
  const byte = at < end ? view.getUint8(at) : SPACE;
  return byte === SPACE || byte === CR || byte === LF;
}

function isLetter(byte: number): boolean {
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}
