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
  | 'proxy-header';

/** A message as far as its first bytes tell. */
export interface Utterance {
  readonly kind: UtteranceKind;
  /**
   * HTTP: status of a response, or index into `HTTP_METHODS` of a request. TLS handshake: message type, 0 where encrypted.
   * TLS alert: level × 256 + description where it is in plain text, else 0. TLS data: length of its first record, at most
   * 4095. Text greeting (SMTP, FTP, …): reply code. Otherwise 0.
   */
  readonly detail: number;
  /** HTTP response with Content-Length: how many bytes of the message the capture saw missing when the end came. */
  readonly missingBytes?: number;
  /** What a TLS handshake message says beyond its type, where anything of it could be read. */
  readonly tls?: TlsTraits;
}

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
