/**
 * What a server of IMAP or POP says before it closes of its own accord: a BYE that no LOGOUT asked for (RFC 9051 §7.1.5) or an -ERR, alone
 * or behind the answer to the last command.
 */
import { IMAP_GREETING, POP_GREETING } from '../model/utterance.ts';
import { findLineFeed, hasText, includesAny, startsWith } from './_bytes.ts';
import type { Protocol } from './_protocol.ts';
import { errorNumber } from './_stated-error.ts';
import { detailOf, kindOf } from './_utterance-code.ts';

const BYE = '* bye';
const NO = 'NO [LIMIT]';
const ERR = '-ERR ';
const LINES_MAX = 4;
const SPACE = 0x20;
const STAR = 0x2a;

const SLOW: readonly string[] = ['inactiv', 'idle', 'autologout', 'timeout', 'timed out', 'too long'];
const CROWDED: readonly string[] = ['too many connections', 'maximum number of connections', 'connection limit'];
const CONFUSED: readonly string[] = ['too many invalid', 'too many bad'];
const STOPPING: readonly string[] = ['shutting down', 'shutdown', 'restart'];

const numberOf = (sign: string): number => errorNumber('IMAP', sign);
const BYES: readonly (readonly [number: number, texts: readonly string[]])[] = [
  [numberOf('BYE: inactivity'), SLOW],
  [numberOf('BYE: too many connections'), CROWDED],
  [numberOf('BYE: too many invalid commands'), CONFUSED],
  [numberOf('BYE: shutting down'), STOPPING],
];
const ERRS: readonly (readonly [number: number, texts: readonly string[]])[] = [
  [errorNumber('POP', '-ERR: inactivity'), SLOW],
  [errorNumber('POP', '-ERR: too many bad commands'), CONFUSED],
];
const OTHER_BYE = numberOf('BYE:');
const LIMIT = numberOf(NO);

export const protocol: Protocol = {
  id: 'mail-error',
  kind: 'stated-error',
  // The answer before it begins with the tag that the client chose.
  firstBytes: Array.from({ length: 256 }, (_, byte) => byte),
  matches: (view, start, end, own) => {
    const greeting = kindOf(own) === 'text-greeting' ? detailOf(own) : 0;
    if (greeting === POP_GREETING) return readPop(view, start, end);
    if (greeting === IMAP_GREETING) return readImap(view, start, end, false);
    return own === 0 && view.getUint8(start) === STAR ? readImap(view, start, end, true) : -1;
  },
};

/** `isFirst`: nothing was said before, so that there was no command to answer. */
function readImap(view: DataView, start: number, end: number, isFirst: boolean): number {
  let at = start;
  for (let lines = 0; lines < LINES_MAX && at < end; lines += 1) {
    const lineEnd = findLineFeed(view, at, end);
    if (hasText(view, at, lineEnd, BYE)) {
      // The answer to a LOGOUT goes on with its tagged OK.
      if (lineEnd + 1 < end) return -1;
      return BYES.find(([, texts]) => includesAny(view, at, lineEnd, texts))?.[0] ?? OTHER_BYE;
    }
    if (isFirst) return -1;
    if (isLimit(view, at, lineEnd)) return LIMIT;
    at = lineEnd + 1;
  }
  return -1;
}

/** A tagged NO because of a limit, and that on connections. */
function isLimit(view: DataView, start: number, end: number): boolean {
  let at = start;
  while (at < end && view.getUint8(at) > SPACE) at += 1;
  return startsWith(view, at + 1, end, NO) && includesAny(view, at, end, CROWDED);
}

function readPop(view: DataView, start: number, end: number): number {
  let at = start;
  for (let lines = 0; lines < LINES_MAX && at < end; lines += 1) {
    const lineEnd = findLineFeed(view, at, end);
    const found = startsWith(view, at, lineEnd, ERR)
      ? ERRS.find(([, texts]) => includesAny(view, at, lineEnd, texts))
      : undefined;
    if (found !== undefined) return found[0];
    at = lineEnd + 1;
  }
  return -1;
}
