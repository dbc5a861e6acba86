/**
 * A reply of SMTP, FTP, NNTP and their like (RFC 5321 §4.2, RFC 959 §4.2): three digits, then a space or a hyphen; or a good one of
 * IMAP or POP.
 */
import { IMAP_GREETING, POP_GREETING, type Remark } from '../model/utterance.ts';
import { includesAny, startsWith, threeDigits } from './_bytes.ts';
import type { Protocol } from './_protocol.ts';
import { remarkBits } from './_utterance-code.ts';

const SPACE = 0x20;
const HYPHEN = 0x2d;
const STAR = 0x2a;
const PLUS = 0x2b;
const FIRST_DIGIT = 0x30;

/** From here on a reply says no. */
const FIRST_FAILURE = 400;
/** What a server has to say fits into its first line. */
const LINE_MAX = 200;

/** Who or what there are too many of: not errors, commands, recipients or messages, of which a server may have had too many as well. */
const CROWDS: readonly string[] = [
  'connect',
  'concurrent',
  'simultaneous',
  'parallel',
  'open ',
  'active ',
  'users',
  'clients',
  'sessions',
  'hosts',
  'people',
  'processes',
  'smtp ',
  'imap ',
  'ftp ',
  'anonymous',
  'current',
].map((word) => `too many ${word}`);

/** What servers write behind the number of a failure, in lower case. */
const WORDINGS: readonly (readonly [Remark, readonly string[]])[] = [
  ['too-many', [...CROWDS, 'maximum number', 'connection limit', 'max connections', 'connection rate']],
  ['too-slow', ['timeout', 'timed out', 'time-out', 'idle', 'inactiv']],
  ['not-allowed', ['not allowed', 'denied', 'refused', 'blocked', 'blacklist', 'blocklist', 'block list', 'rejected']],
];

export const protocol: Protocol = {
  id: 'text-greeting',
  kind: 'text-greeting',
  firstBytes: [STAR, PLUS, 0x31, 0x32, 0x33, 0x34, 0x35, 0x36],
  matches: (view, start, end) => {
    if (view.getUint8(start) < FIRST_DIGIT) return readWord(view, start, end);
    const code = threeDigits(view, start, end);
    if (code < 100 || code > 659 || end - start < 4) return -1;
    const separator = view.getUint8(start + 3);
    if (separator !== SPACE && separator !== HYPHEN) return -1;
    return code < FIRST_FAILURE ? code : code | remarkOf(view, start, Math.min(end, start + LINE_MAX));
  },
};

/** A reply of Redis has nothing behind its "+OK". */
function readWord(view: DataView, start: number, end: number): number {
  if (startsWith(view, start, end, '+OK ')) return POP_GREETING;
  const isImap = startsWith(view, start, end, '* OK ') || startsWith(view, start, end, '* PREAUTH ');
  return isImap ? IMAP_GREETING : -1;
}

function remarkOf(view: DataView, start: number, end: number): number {
  const found = WORDINGS.find(([, texts]) => includesAny(view, start, end, texts));
  return found === undefined ? 0 : remarkBits(found[0]);
}
