/** Finding the word of a command in a message. */
import { commandNumber, SQL_WORDS } from '../model/command.ts';
import { hasText } from './_bytes.ts';

const SPACE = 0x20;
const SLASH = 0x2f;
const STAR = 0x2a;
const HYPHEN = 0x2d;
const LF = 0x0a;
const OPEN = 0x28;
const UNDERSCORE = 0x5f;
/** Words of a protocol's commands, as they are looked for. */
export type CommandWords = readonly (readonly { readonly text: string; readonly number: number }[])[];

/** By first letter, in either case, the words of a protocol's commands with their numbers. */
export function wordsOf(protocol: string, names: readonly string[]): CommandWords {
  const words = Array.from({ length: 256 }, (): { text: string; number: number }[] => []);
  for (const name of names) {
    const word = { text: name.toLowerCase(), number: commandNumber(protocol, name) };
    for (const letter of [name.toUpperCase(), word.text]) words[letter.charCodeAt(0)]?.push(word);
  }
  return words;
}

/** The first bytes that such a word can have. */
export function firstBytesOf(words: CommandWords): number[] {
  return words.flatMap((found, byte) => (found.length > 0 ? [byte] : []));
}

/** The number of the command whose word, in lower or upper case, these bytes begin with; −1 where there is none. */
export function findWord(words: CommandWords, view: DataView, start: number, end: number): number {
  if (start >= end) return -1;
  for (const { text, number } of words[view.getUint8(start)] ?? []) {
    const after = start + text.length;
    if (hasText(view, start, end, text) && !(after < end && isOfWord(view.getUint8(after)))) return number;
  }
  return -1;
}

/** The words of statements, with the numbers that a database's have. */
export function sqlWordsOf(protocol: string): CommandWords {
  return wordsOf(protocol, SQL_WORDS);
}

/** The number of the statement that these bytes are, behind blanks, comments and parentheses; −1 where they begin with no known word. */
export function findSqlWord(words: CommandWords, view: DataView, start: number, end: number): number {
  return findWord(words, view, skipToWord(view, start, end), end);
}

function skipToWord(view: DataView, start: number, end: number): number {
  let at = start;
  while (at < end) {
    const byte = view.getUint8(at);
    const next = at + 1 < end ? view.getUint8(at + 1) : 0;
    if (byte === SLASH && next === STAR) at = skipPast(view, at + 2, end, STAR, SLASH);
    else if (byte === HYPHEN && next === HYPHEN) at = skipPast(view, at + 2, end, LF, -1);
    else if (isBlank(byte) || byte === OPEN) at += 1;
    else break;
  }
  return at;
}

/** Behind the next of these bytes, or two; `second` −1: one alone. */
function skipPast(view: DataView, start: number, end: number, first: number, second: number): number {
  for (let at = start; at < end; at += 1) {
    if (view.getUint8(at) !== first) continue;
    if (second < 0) return at + 1;
    if (at + 1 < end && view.getUint8(at + 1) === second) return at + 2;
  }
  return end;
}

function isBlank(byte: number): boolean {
  return byte === SPACE || (byte >= 0x09 && byte <= 0x0d);
}

function isOfWord(byte: number): boolean {
  const lower = byte | 0x20;
  return (lower >= 0x61 && lower <= 0x7a) || byte === UNDERSCORE || (byte >= 0x30 && byte <= 0x39);
}
