/** GOAWAY of HTTP/2 (RFC 9113 §6.8), where it is not encrypted: who said it, with which error; shared by its causes. */
import type { Assessment } from '../model/cause.ts';
import type { Closer, Evidence, Severity } from '../model/diagnosis.ts';
import type { Side } from '../model/endpoint.ts';
import type { Facts, FinFact, ResetFact, WordsFact } from '../model/fact.ts';
import {
  GOAWAY,
  GOAWAY_ERROR,
  GOAWAY_TEXTS,
  HAS_HEADERS,
  ON_STREAM,
  TOOK_NONE,
  type Utterance,
} from '../model/utterance.ts';
import { closingFin, closingReset } from './_evidence.ts';
import { isOwnClose } from './_last-words.ts';
import { closerBy, senderEvidence } from './_sender.ts';

/** Error codes (RFC 9113 §7). */
const ERRORS: readonly string[] = [
  'NO_ERROR',
  'PROTOCOL_ERROR',
  'INTERNAL_ERROR',
  'FLOW_CONTROL_ERROR',
  'SETTINGS_TIMEOUT',
  'STREAM_CLOSED',
  'FRAME_SIZE_ERROR',
  'REFUSED_STREAM',
  'CANCEL',
  'COMPRESSION_ERROR',
  'CONNECT_ERROR',
  'ENHANCE_YOUR_CALM',
  'INADEQUATE_SECURITY',
  'HTTP_1_1_REQUIRED',
];

/** Bytes that are looked at frame by frame (connection/turns.ts). */
const LAST_WORDS_MAX = 85;

export const NO_ERROR = 0;
export const ENHANCE_YOUR_CALM = 11;

/** A GOAWAY that one end said before the connection was closed. */
export interface Goaway {
  readonly by: Side;
  readonly error: number;
  /** One of `GOAWAY_TEXTS`. */
  readonly text: string;
  /** Its last stream identifier is 0. */
  readonly tookNone: boolean;
  /** The client's last request got no frame of an answer. */
  readonly leavesRequest: boolean;
  readonly words: WordsFact;
  readonly close: FinFact | ResetFact;
}

/** The GOAWAY that ended the connection: one that names an error before one that names none, the server's before the client's. */
export function goawayOf(facts: Facts): Goaway | undefined {
  const words = facts.words?.[0];
  const close = closingReset(facts) ?? closingFin(facts);
  if (words === undefined || close === undefined || !isOwnClose(close)) return undefined;
  const { serverLast, clientLast } = words;
  const byServer = isGoaway(serverLast);
  if (!byServer && !isGoaway(clientLast)) return undefined;
  const isClients =
    !byServer ||
    (isGoaway(clientLast) && (serverLast.detail & GOAWAY_ERROR) === 0 && (clientLast.detail & GOAWAY_ERROR) > 0);
  const by = isClients ? 'client' : 'server';
  const { detail } = isClients ? clientLast : serverLast;
  // A client that takes its leave with NO_ERROR closes in order, and nothing more is to be said of it.
  if (by === 'client' && (detail & GOAWAY_ERROR) === NO_ERROR) return undefined;
  // A server that answers with HTTP/1 and closes ends it itself: the client only says what it makes of that.
  if (by === 'client' && close.from === 'server' && serverLast.kind === 'http-response') return undefined;
  return {
    by,
    error: detail & GOAWAY_ERROR,
    text: GOAWAY_TEXTS[(detail >> 4) & 0x7] ?? '',
    tookNone: (detail & TOOK_NONE) !== 0,
    leavesRequest: by === 'server' && leavesRequest(facts, words),
    words,
    close,
  };
}

/**
 * The client had asked, and since then the server has sent nothing that belongs to a stream. In a turn as short as a last word
 * every frame was looked at.
 */
function leavesRequest(facts: Facts, { clientLast, serverLast }: WordsFact): boolean {
  const turn = facts.turn?.[0];
  if (turn === undefined || clientLast.kind !== 'http2-frames' || (clientLast.detail & HAS_HEADERS) === 0) return false;
  if (turn.by === 'client') return true;
  return turn.bytes !== undefined && turn.bytes <= LAST_WORDS_MAX && (serverLast.detail & ON_STREAM) === 0;
}

function isGoaway({ kind, detail }: Utterance): boolean {
  return kind === 'http2-frames' && (detail & GOAWAY) !== 0;
}

/** "the server said GOAWAY with error 11, ENHANCE_YOUR_CALM (“too_many_pings”)". */
export function goawayText({ by, error, text }: Goaway): string {
  const quoted = text === '' ? '' : ` (“${text}”)`;
  return `the ${by} said GOAWAY with error ${error}, ${ERRORS[error] ?? 'unknown'}${quoted}`;
}

/** The assessment of a connection that ended with a GOAWAY. */
export function withGoaway(
  facts: Facts,
  goaway: Goaway,
  evidence: readonly Evidence[],
  summary: string,
  severity?: Severity,
): Assessment {
  const { by, close } = goaway;
  const [packet] = close.packets;
  const closer: Closer = close.from === by ? closerBy(facts, by, packet) : `${by} application`;
  return {
    evidence: [...evidence, ...senderEvidence(facts, close.from, packet)],
    closer,
    summary,
    ...(severity === undefined ? {} : { severity }),
  };
}
