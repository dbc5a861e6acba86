/**
 * A command of SMTP (RFC 5321 §4.1), FTP (RFC 959 §4.1), NNTP (RFC 3977) or POP (RFC 1939): a line that begins with its word, said
 * to a server that greeted as theirs do, and did not refuse. In IMAP (RFC 9051 §2.2.1) a tag comes before the word.
 */
import { IMAP_COMMANDS, LINE_COMMANDS } from '../model/command.ts';
import { IMAP_GREETING, POP_GREETING } from '../model/utterance.ts';
import { type CommandWords, findWord, firstBytesOf, wordsOf } from './_command-words.ts';
import type { Protocol } from './_protocol.ts';
import { detailOf, kindOf } from './_utterance-code.ts';

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
/** Replies of success (RFC 5321 §4.2.1). */
const FIRST_SUCCESS = 200;
const LAST_SUCCESS = 299;

/** Whoever writes a tag keeps it short. */
const TAG_MAX = 32;

const words = wordsOf('', LINE_COMMANDS);
const imapWords = wordsOf('IMAP', IMAP_COMMANDS);

/** Letters and digits, of which tags are made. */
const TAG_BYTES: readonly number[] = Array.from({ length: 256 }, (_, byte) => byte).filter((byte) =>
  /[0-9A-Za-z]/.test(String.fromCharCode(byte)),
);

export const protocol: Protocol = {
  id: 'line-command',
  kind: 'command',
  firstBytes: [...new Set([...firstBytesOf(words), ...TAG_BYTES])],
  matches: (view, start, end, _own, other) => {
    if (kindOf(other) !== 'text-greeting' || view.getUint8(end - 1) !== LF) return -1;
    const greeting = detailOf(other);
    if (greeting === IMAP_GREETING) return findLineWord(imapWords, view, skipTag(view, start, end), end);
    const isGood = greeting === POP_GREETING || (greeting >= FIRST_SUCCESS && greeting <= LAST_SUCCESS);
    return isGood ? findLineWord(words, view, start, end) : -1;
  },
};

function findLineWord(known: CommandWords, view: DataView, start: number, end: number): number {
  return isWordEnded(view, start, end) ? findWord(known, view, start, end) : -1;
}

/** Behind the tag and its space; `end` where there is none. */
function skipTag(view: DataView, start: number, end: number): number {
  const until = Math.min(end, start + TAG_MAX);
  for (let at = start; at < until; at += 1)
    if (view.getUint8(at) <= SPACE) return view.getUint8(at) === SPACE ? at + 1 : end;
  return end;
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
