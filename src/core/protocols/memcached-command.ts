/**
 * A command of memcached's text protocol (https://github.com/memcached/memcached/blob/master/doc/protocol.txt), whose line, and
 * data block, end where the message does. What asks for no reply (noreply) is none.
 */
import { MEMCACHED_COMMANDS } from '../model/command.ts';
import { findLineFeed } from './_bytes.ts';
import { findWord, firstBytesOf, wordsOf } from './_command-words.ts';
import type { Protocol } from './_protocol.ts';
import { UNFINISHED } from './_utterance-code.ts';

/** A key has at most 250 bytes; a get may name many. */
const LINE_MAX = 2048;
const LOWER_A = 0x61;

/** The lines of commands without, and with, a block of data behind them, whose length is the last number. */
const WHOLE =
  /^(?:(?:gets?)(?: [!-~]{1,250})+|gats? \d+(?: [!-~]{1,250})+|delete [!-~]{1,250}|(?:incr|decr|touch) [!-~]{1,250} \d+|stats(?: [a-z_]+)*|version|flush_all(?: \d+)?)\r\n$/;
const WITH_DATA =
  /^(?:set|add|replace|append|prepend|cas) [!-~]{1,250} \d{1,10} -?\d{1,10} (\d{1,9})(?: \d{1,20})?\r\n$/;

const words = wordsOf('memcached', MEMCACHED_COMMANDS);

export const protocol: Protocol = {
  id: 'memcached-command',
  kind: 'command',
  firstBytes: firstBytesOf(words).filter((byte) => byte >= LOWER_A),
  matches: (view, start, end) => {
    const number = findWord(words, view, start, end);
    if (number < 0) return -1;
    const lineEnd = findLineFeed(view, start, Math.min(end, start + LINE_MAX)) + 1;
    if (lineEnd > end) return -1;
    const line = readLine(view, start, lineEnd);
    if (lineEnd === end && WHOLE.test(line)) return number;
    const data = WITH_DATA.exec(line)?.[1];
    if (data === undefined) return -1;
    const due = lineEnd + Number(data) + 2;
    return due < end ? -1 : due === end ? number : number | UNFINISHED;
  },
};

function readLine(view: DataView, start: number, end: number): string {
  let text = '';
  for (let at = start; at < end; at += 1) text += String.fromCharCode(view.getUint8(at));
  return text;
}
