/** A TLS handshake, without trusting anybody: whether the certificate would be trusted is said, not enforced. */
import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect, type TLSSocket } from 'node:tls';
import { certificateOf, untrustedOf } from './certificate.ts';
import { waitFor } from './deadline.ts';
import type { Alert, SystemError, TlsHandshake } from './model.ts';
import { toSystemError } from './system-error.ts';

/** What the handshake is told. */
export interface TlsPlan {
  readonly host: string;
  readonly alpn: readonly string[];
  /** Certificates that are trusted, as PEM; where there are none, those of Node. */
  readonly roots?: readonly string[] | undefined;
  readonly seconds: number;
  readonly signal: AbortSignal;
  /** Seconds since the probe began. */
  readonly clock: () => number;
}

/** Alert descriptions (RFC 8446 §6, older ones RFC 5246 §7.2, no_renegotiation RFC 5246, 115 RFC 4279). */
const ALERTS: Readonly<Record<number, string>> = {
  0: 'close_notify',
  10: 'unexpected_message',
  20: 'bad_record_mac',
  21: 'decryption_failed',
  22: 'record_overflow',
  40: 'handshake_failure',
  42: 'bad_certificate',
  43: 'unsupported_certificate',
  44: 'certificate_revoked',
  45: 'certificate_expired',
  46: 'certificate_unknown',
  47: 'illegal_parameter',
  48: 'unknown_ca',
  49: 'access_denied',
  50: 'decode_error',
  51: 'decrypt_error',
  70: 'protocol_version',
  71: 'insufficient_security',
  80: 'internal_error',
  86: 'inappropriate_fallback',
  90: 'user_canceled',
  100: 'no_renegotiation',
  109: 'missing_extension',
  110: 'unsupported_extension',
  112: 'unrecognized_name',
  113: 'bad_certificate_status_response',
  115: 'unknown_psk_identity',
  116: 'certificate_required',
  120: 'no_application_protocol',
};

/** Does the handshake on an open connection. The stream is there where it is done. Never rejects. */
export async function shakeHands(
  socket: Duplex,
  plan: TlsPlan,
): Promise<{ readonly handshake: TlsHandshake; readonly stream?: TLSSocket }> {
  const at = plan.clock();
  const serverName = isIP(plan.host.split('%')[0]!) === 0 ? plan.host : undefined;
  const known = { at, ...(serverName === undefined ? {} : { serverName }) };
  let stream: TLSSocket | undefined;
  try {
    stream = connect({
      socket,
      host: plan.host,
      ...(serverName === undefined ? {} : { servername: serverName }),
      ...(plan.alpn.length === 0 ? {} : { ALPNProtocols: [...plan.alpn] }),
      ...(plan.roots === undefined ? {} : { ca: [...plan.roots] }),
      rejectUnauthorized: false,
    });
    const waited = await waitFor(secured(stream), plan.seconds, plan.signal);
    const seconds = plan.clock() - at;
    if (waited.why === 'done')
      return { handshake: { ...known, done: true, seconds, ...describe(stream, plan.host) }, stream };
    stream.destroy();
    const code = waited.why === 'timeout' ? 'ETIMEDOUT' : 'ABORT_ERR';
    const message = waited.why === 'timeout' ? `no answer within ${plan.seconds} s` : 'interrupted';
    return { handshake: { ...known, done: false, seconds, error: { code, message } } };
  } catch (thrown) {
    stream?.destroy();
    const error = tidy(toSystemError(thrown));
    const alert = alertOf((thrown as Error).message);
    const seconds = plan.clock() - at;
    return { handshake: { ...known, done: false, seconds, error, ...(alert === undefined ? {} : { alert }) } };
  }
}

/** The alert that an error of OpenSSL tells of: its text ends with "SSL alert number 40" where one was received. */
export function alertOf(message: string): Alert | undefined {
  const code = /SSL alert number (\d{1,3})/.exec(message)?.[1];
  if (code === undefined) return undefined;
  return { from: 'server', code: Number(code), name: ALERTS[Number(code)] ?? `alert ${code}` };
}

/** The error says that what came is no TLS. */
export function isNotTls({ code, message }: SystemError): boolean {
  return (
    /^ERR_SSL_(?:WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST|UNKNOWN_PROTOCOL|RECORD_LAYER_FAILURE)$/.test(
      code,
    ) || /wrong version number|packet length too long|unknown protocol/.test(message)
  );
}

function secured(stream: TLSSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.once('secureConnect', () => resolve());
    stream.on('error', reject);
  });
}

/** Only the reason of OpenSSL's long line: `…:SSL routines:ssl3_get_record:wrong version number:…`. */
function tidy(error: SystemError): SystemError {
  const reason = /SSL routines:[^:]*:([^:]+):/.exec(error.message)?.[1];
  return reason === undefined ? error : { ...error, message: reason };
}

function describe(stream: TLSSocket, host: string): Partial<TlsHandshake> {
  const version = stream.getProtocol();
  const peer = stream.getPeerCertificate(true);
  const certificate = certificateOf(peer);
  return {
    ...(version === null ? {} : { version }),
    cipher: stream.getCipher().name,
    ...(typeof stream.alpnProtocol === 'string' ? { alpn: stream.alpnProtocol } : {}),
    ...(certificate === undefined ? {} : { certificate }),
    trusted: stream.authorized,
    // OpenSSL goes by the time of day, too.
    ...(stream.authorized ? {} : { untrusted: untrustedOf(stream.authorizationError, peer, host, Date.now()) }),
  };
}
