/** An error packet of git: its length as four hexadecimal digits, then ERR and why (gitprotocol-pack(5)). */
import { startsWith } from './_bytes.ts';
import type { Protocol } from './_protocol.ts';
import { errorWords } from './_stated-error.ts';

const known = errorWords('git');

const LENGTH_DIGITS = 4;
const SIGN = 'ERR ';
/** Of 65,520 bytes at most (gitprotocol-common(5)), an error has not so many. */
const FIRST_DIGIT = 0x30;

export const protocol: Protocol = {
  id: 'git-error',
  kind: 'stated-error',
  firstBytes: [FIRST_DIGIT],
  matches: (view, start, end) => {
    const sign = start + LENGTH_DIGITS;
    if (!hasLength(view, start, end) || !startsWith(view, sign, end, SIGN)) return -1;
    return known.find(([words]) => startsWith(view, sign, end, words))?.[1] ?? -1;
  },
};

function hasLength(view: DataView, start: number, end: number): boolean {
  if (end - start < LENGTH_DIGITS) return false;
  let digits = '';
  for (let at = start; at < start + LENGTH_DIGITS; at += 1) digits += String.fromCharCode(view.getUint8(at));
  return /^[0-9a-f]{4}$/.test(digits) && Number.parseInt(digits, 16) >= LENGTH_DIGITS + SIGN.length;
}
