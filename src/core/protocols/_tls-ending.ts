/** Words that leave a TLS handshake unfinished, told by their code alone. */
import { IS_ALERT_SIZED, traitFlags, typeOf } from './_tls-handshake-bits.ts';
import { detailOf, kindOf } from './_utterance-code.ts';

/**
 * An alert is no larger: under TLS 1.2 with AES-CBC and SHA-384 it has a header of 5, an IV of 16, two bytes, an HMAC of 48 and
 * padding (RFC 5246 §6.2.3.2).
 */
export const LARGEST_ALERT = 85;

const CLIENT_HELLO = 1;
/** Level and description 2, content type 1, tag 16 (RFC 8446 §5.2). */
const ALERT_RECORD = 19;

/** A ClientHello; or a change of cipher with nothing behind it but what may be an encrypted alert. */
export function endsTlsHandshake(code: number): boolean {
  if (kindOf(code) !== 'tls-handshake') return false;
  const detail = detailOf(code);
  const type = typeOf(detail);
  return type === CLIENT_HELLO || (type === 0 && (traitFlags(detail) & IS_ALERT_SIZED) !== 0);
}

/** Encrypted data of an alert's size. */
export function isAlertSized(code: number): boolean {
  return kindOf(code) === 'tls-data' && detailOf(code) === ALERT_RECORD;
}

/** An alert, or encrypted data of its size. */
export function mayBeTlsAlert(code: number): boolean {
  return kindOf(code) === 'tls-alert' || isAlertSized(code);
}
