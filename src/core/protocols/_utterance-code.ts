/** An utterance as 16 bits: four for its kind, twelve for its detail. What a record keeps of each end's messages. */
import type { Utterance, UtteranceKind } from '../model/utterance.ts';
import { traitsOf, typeOf } from './_tls-handshake-bits.ts';

const KINDS: readonly UtteranceKind[] = [
  'none',
  'unknown',
  'http-request',
  'http-response',
  'http2-preface',
  'tls-handshake',
  'tls-alert',
  'tls-data',
  'ssh-banner',
  'text-greeting',
  'proxy-header',
];

const DETAIL_BITS = 12;

/** Code of a message that nothing recognises. */
export const UNKNOWN: number = codeOf('unknown', 0);

/** The code of an utterance; details beyond twelve bits are cut. */
export function codeOf(kind: UtteranceKind, detail: number): number {
  return (KINDS.indexOf(kind) << DETAIL_BITS) | (detail & ((1 << DETAIL_BITS) - 1));
}

export function kindOf(code: number): UtteranceKind {
  return KINDS[code >> DETAIL_BITS] ?? 'unknown';
}

export function detailOf(code: number): number {
  return code & ((1 << DETAIL_BITS) - 1);
}

/** Made once a code: there are no more than 65,536, and connections say the same things. */
const known: Utterance[] = [];

/** The utterance of a code. `missingBytes` is left out where it is 0. */
export function toUtterance(code: number, missingBytes: number): Utterance {
  let utterance = known[code];
  if (utterance === undefined) {
    utterance = decode(kindOf(code), detailOf(code));
    known[code] = utterance;
  }
  return missingBytes > 0 ? { ...utterance, missingBytes } : utterance;
}

function decode(kind: UtteranceKind, detail: number): Utterance {
  if (kind !== 'tls-handshake') return { kind, detail };
  const tls = traitsOf(detail);
  return { kind, detail: typeOf(detail), ...(tls === undefined ? {} : { tls }) };
}
