/**
 * What an end said, recognised from the first bytes of a message: enough to know what was going on when the connection
 * ended. A number packs it, so that the tracker can keep it without an object a connection.
 */

import type { TlsTraits } from './tls.ts';

/** What a message is. `none`: nothing sent; `unknown`: sent, but not recognised, or not captured. */
export type UtteranceKind =
  | 'none'
  | 'unknown'
  | 'http-request'
  | 'http-response'
  | 'http2-preface'
  | 'tls-handshake'
  | 'tls-alert'
  | 'tls-data'
  | 'ssh-banner'
  | 'text-greeting'
  | 'proxy-header'
  | 'http2-frames'
  | 'stated-error'
  | 'goodbye'
  | 'command';

/** A message as far as its first bytes tell. */
export interface Utterance {
  readonly kind: UtteranceKind;
  /**
   * HTTP: status of a response, or index into `HTTP_METHODS` of a request. TLS handshake: message type, 0 where encrypted.
   * TLS alert: level × 256 + description where it is in plain text, else 0. TLS data: length of its first record, at most
   * 4095. Text greeting (SMTP, FTP, …): reply code, or `IMAP_GREETING`,
   * `POP_GREETING`. HTTP/2 frames: `GOAWAY` with `TOOK_NONE`, text × 16 and error code, else
   * `PING_ASKS` and `HAS_HEADERS`; and `ON_STREAM`. Stated error: index into `STATED_ERRORS`. Command: index into `COMMANDS`.
   * Unknown: `SOCKS_LOGIN`, `MYSQL_GREETING`, `AMQP_HEADER`, `SUBSCRIPTION`. Otherwise 0.
   */
  readonly detail: number;
  /** HTTP request: its head does not end in the segment it begins in. Command: the same of all of it. */
  readonly unfinished?: true;
  /** HTTP: it says `Connection: close`. */
  readonly closes?: true;
  /** TLS alert: data comes before it in the same segment. */
  readonly behindData?: true;
  /** HTTP response, text greeting: what its words say beyond its number. */
  readonly says?: Remark;
  /** HTTP response with Content-Length: how many bytes of the message the capture saw missing when the end came. */
  readonly missingBytes?: number;
  /** HTTP response in chunks (RFC 9112 §7.1): the last of them had not come when the end came. */
  readonly inChunks?: true;
  /** What a TLS handshake message says beyond its type, where anything of it could be read. */
  readonly tls?: TlsTraits;
}

/**
 * What a message says in words: the request, or a part of it, is too large; a proxy has no connection to the server behind
 * it; there are too many; somebody took too long; no.
 */
export type Remark = 'too-large' | 'no-upstream' | 'too-many' | 'too-slow' | 'not-allowed';

/** Text greeting: "* OK" or "* PREAUTH" of IMAP (RFC 9051 §7.1), "+OK" with words of POP (RFC 1939 §3): below every reply code. */
export const IMAP_GREETING = 1;
export const POP_GREETING = 2;

/** Messages that are not looked into, but for what they are: a SOCKS proxy asks for a login; the first words of a server. */
export const SOCKS_LOGIN = 1;
export const MYSQL_GREETING = 2;
export const AMQP_HEADER = 3;
/** Redis: what comes to who has subscribed. */
export const SUBSCRIPTION = 4;

/** HTTP/2 frames: there is a GOAWAY (RFC 9113 §6.8) among them. */
export const GOAWAY = 0x800;

/** The bits of a GOAWAY's detail that are its error code. */
export const GOAWAY_ERROR = 0xf;

/** HTTP/2 frames: the last is a PING that asks for an answer (RFC 9113 §6.7), or the last before a GOAWAY was, and got none. */
export const PING_ASKS = 0x400;

/** HTTP/2 frames without a GOAWAY: streams were cancelled (RFC 9113 §6.4) after a PING that got no answer. */
export const GIVES_UP = 0x040;

/** HTTP/2 frames: a GOAWAY that names no error, from an end that the other had left before. */
export const ANSWERS_LEAVE = 0x020;

/** HTTP/2 frames: there is a HEADERS frame (RFC 9113 §6.2) among them: a request, or its answer; a client’s, also before them and not answered. */
export const HAS_HEADERS = 0x200;

/** HTTP/2 frames: some of them, or of those before in the same turn, belong to a stream: a request, an answer, a refusal. */
export const ON_STREAM = 0x100;

/** A GOAWAY whose last stream identifier is 0: no request was or will be taken (RFC 9113 §6.8). */
export const TOOK_NONE = 0x080;

/** Debug texts of GOAWAY that are known; 0 stands for any other, or none. */
export const GOAWAY_TEXTS: readonly string[] = ['', 'too_many_pings', 'max_age', 'max_idle', 'graceful_stop'];

/** Request methods by the number `Utterance.detail` has. */
export const HTTP_METHODS: readonly string[] = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'DELETE',
  'CONNECT',
  'OPTIONS',
  'TRACE',
  'PATCH',
  'PROPFIND',
];

/** Statuses of HTTP from here on are errors: a close after one is because of it. */
const FIRST_HTTP_ERROR = 400;
/** Messages on a connection that was kept open for at least one more request. */
const KEPT_TURNS_MIN = 4;

/** What was said first and last on a connection with so many messages (turns). */
export interface Said {
  readonly turns: number;
  readonly serverFirst: Utterance;
  readonly serverLast: Utterance;
  readonly clientLast: Utterance;
}

/**
 * `Connection: close` of a server's own accord (RFC 9112 §9.6): unasked, with an answer that is no error, on a connection that
 * it had kept open before.
 */
export function isCloseAnnounced({ turns, serverFirst, serverLast, clientLast }: Said): boolean {
  if (turns < KEPT_TURNS_MIN || serverLast.kind !== 'http-response' || serverLast.detail >= FIRST_HTTP_ERROR)
    return false;
  return serverLast.closes === true && serverFirst.closes !== true && clientLast.closes !== true;
}
