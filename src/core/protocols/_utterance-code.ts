/** An utterance as 16 bits: four for its kind, twelve for its detail. What a record keeps of each end's messages. */
import { GOAWAY, HAS_HEADERS, type Remark, type Utterance, type UtteranceKind } from '../model/utterance.ts';
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
  'http2-frames',
  'stated-error',
  'goodbye',
  'command',
];

const DETAIL_BITS = 12;

/** The two highest bits of a detail: what the words of an HTTP message or of a greeting say beyond its number. */
const NUMBER = 0x3ff;

/** HTTP request: its head does not end where its first segment does. Command: it goes on beyond that. */
export const UNFINISHED = 0x400;

/** HTTP: `Connection: close`. */
export const CLOSES = 0x800;

/** HTTP response: its words say more than its status; what, goes by the status. */
export const REMARK = 0x400;

/** TLS alert: it is encrypted, and data comes before it in the same segment. */
export const BEHIND_DATA = 0x800;

/** What `REMARK` means. */
const HTTP_REMARKS: ReadonlyMap<number, Remark> = new Map([
  [400, 'too-large'],
  [503, 'no-upstream'],
]);

/** Text greeting: what it remarks, by number. */
const REMARKS: readonly (Remark | undefined)[] = [undefined, 'too-many', 'too-slow', 'not-allowed'];

/** The bits of a greeting's detail for a remark. */
export function remarkBits(remark: Remark): number {
  return REMARKS.indexOf(remark) << 10;
}

/** The kinds whose details are a number and marks. */
const MARKED: ReadonlySet<UtteranceKind> = new Set<UtteranceKind>([
  'http-request',
  'http-response',
  'text-greeting',
  'tls-alert',
  'command',
]);

/** Code of a message that nothing recognises. */
export const UNKNOWN: number = codeOf('unknown', 0);

/** The code of an utterance; details beyond twelve bits are cut. */
export function codeOf(kind: UtteranceKind, detail: number): number {
  return withDetail(KINDS.indexOf(kind) << DETAIL_BITS, detail);
}

/** The code of a kind with a detail added. */
export function withDetail(code: number, detail: number): number {
  return code | (detail & ((1 << DETAIL_BITS) - 1));
}

export function kindOf(code: number): UtteranceKind {
  return KINDS[code >> DETAIL_BITS] ?? 'unknown';
}

/** The detail without its marks. */
export function detailOf(code: number): number {
  return MARKED.has(kindOf(code)) ? code & NUMBER : code & ((1 << DETAIL_BITS) - 1);
}

/** Codes of HTTP/2 in plain text lie between these. */
const HTTP2_PREFACE = codeOf('http2-preface', 0);
const HTTP2_FRAMES = codeOf('http2-frames', 0);
const LAST_HTTP2_FRAMES = codeOf('http2-frames', 0xfff);

/** Whether this is a message of HTTP/2 in plain text. */
export function speaksHttp2(code: number): boolean {
  return (code & ~HAS_HEADERS) === HTTP2_PREFACE || isFrames(code);
}

/** The same of one that is no preface. */
export function isFrames(code: number): boolean {
  return code >= HTTP2_FRAMES && code <= LAST_HTTP2_FRAMES;
}

/** Whether this is a message of HTTP/2 with a GOAWAY in it. */
export function isGoaway(code: number): boolean {
  return kindOf(code) === 'http2-frames' && (code & GOAWAY) !== 0;
}

/** Made once a code: there are no more than 65,536, and connections say the same things. */
const known: Utterance[] = [];

/** The utterance of a code. `missingBytes` is left out where it is 0, `inChunks` where it is false, or the message no response. */
export function toUtterance(code: number, missingBytes: number, inChunks = false): Utterance {
  let utterance = known[code];
  if (utterance === undefined) {
    utterance = decode(code);
    known[code] = utterance;
  }
  if (inChunks && utterance.kind === 'http-response') return { ...utterance, inChunks };
  return missingBytes > 0 ? { ...utterance, missingBytes } : utterance;
}

function decode(code: number): Utterance {
  const kind = kindOf(code);
  const detail = detailOf(code);
  if (kind !== 'tls-handshake') return { kind, detail, ...marksOf(code) };
  const tls = traitsOf(detail);
  return { kind, detail: typeOf(detail), ...(tls === undefined ? {} : { tls }) };
}

function marksOf(code: number): Omit<Utterance, 'kind' | 'detail' | 'missingBytes'> {
  switch (kindOf(code)) {
    case 'http-request':
      return {
        ...((code & UNFINISHED) === 0 ? {} : { unfinished: true }),
        ...((code & CLOSES) === 0 ? {} : { closes: true }),
      };
    case 'http-response': {
      const says = (code & REMARK) === 0 ? undefined : HTTP_REMARKS.get(code & NUMBER);
      return {
        ...((code & CLOSES) === 0 ? {} : { closes: true }),
        ...(says === undefined ? {} : { says }),
      };
    }
    case 'command':
      return (code & UNFINISHED) === 0 ? {} : { unfinished: true };
    case 'tls-alert':
      return (code & BEHIND_DATA) === 0 ? {} : { behindData: true };
    case 'text-greeting': {
      const says = REMARKS[(code >> 10) & 3];
      return says === undefined ? {} : { says };
    }
    default:
      return {};
  }
}
