/**
 * The ERROR with which a server of IRC ends a connection (RFC 2812 §3.7.4), alone or behind other lines of the server. Its words are
 * free; those that are looked for are of ngIRCd, InspIRCd, UnrealIRCd, the hybrid family and ircd 2.11.
 */
import { findLineFeed, includesAny, startsWith } from './_bytes.ts';
import type { Protocol } from './_protocol.ts';
import { errorNumber } from './_stated-error.ts';

const ERROR = 'ERROR :';
const COLON = 0x3a;
const LETTER_E = 0x45;

/** More lines before it are no farewell. */
const LINES_MAX = 8;

const numberOf = (sign: string): number => errorNumber('IRC', sign);

/** Lower-case words, the first that are there count. */
const WORDINGS: readonly (readonly [number: number, texts: readonly string[]])[] = [
  [numberOf('ERROR: ping timeout'), ['ping timeout', 'ping time out']],
  [numberOf('ERROR: registration timeout'), ['registration time']],
  [
    numberOf('ERROR: too many connections'),
    [
      'too many connections',
      'too many host connections',
      'no more connections',
      'connections in use',
      'too many clients',
    ],
  ],
  [numberOf('ERROR: server going down'), ['going down', 'shutting down', 'server terminating', 'server shutdown']],
  [numberOf('ERROR: killed'), ['(killed', 'killed by', ':killed']],
  [numberOf('ERROR: banned'), ['-lined', ':lined', 'banned']],
];
const OTHER = numberOf('ERROR:');

export const protocol: Protocol = {
  id: 'irc-error',
  kind: 'stated-error',
  firstBytes: [COLON, LETTER_E],
  matches: (view, start, end) => {
    let at = start;
    for (let lines = 0; lines < LINES_MAX && at < end; lines += 1) {
      const lineEnd = findLineFeed(view, at, end);
      if (startsWith(view, at, end, ERROR)) return meaningOf(view, at + ERROR.length - 1, lineEnd);
      // Another line of the server begins with who it is from.
      if (view.getUint8(at) !== COLON) return -1;
      at = lineEnd + 1;
    }
    return -1;
  },
};

function meaningOf(view: DataView, start: number, end: number): number {
  return WORDINGS.find(([, texts]) => includesAny(view, start, end, texts))?.[0] ?? OTHER;
}
