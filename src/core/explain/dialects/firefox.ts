/** Firefox: its pages, and the codes of its network library and of NSS. */
import type { Dialect, Phrase } from './_dialect.ts';

/**
 * NS_ERROR_CONNECTION_REFUSED stands for unreachable and forbidden addresses, too, and NS_ERROR_NET_RESET for a
 * connection that ended without a byte, reset or not (netwerk/base/nsSocketTransport2.cpp, ErrorAccordingToNSPR).
 */
const CODES: readonly (readonly [code: string, symptom: string])[] = [
  ['NS_ERROR_CONNECTION_REFUSED', 'connect-failed'],
  ['NS_ERROR_NET_RESET', 'closed-unexpectedly'],
  ['NS_ERROR_NET_TIMEOUT', 'timed-out'],
  ['NS_ERROR_NET_INTERRUPT', 'closed-unexpectedly'],
  ['NS_ERROR_NET_PARTIAL_TRANSFER', 'closed-mid-response'],
  ['NS_ERROR_NET_EMPTY_RESPONSE', 'closed-without-response'],
  ['NS_ERROR_UNKNOWN_HOST', 'name-unresolved'],
  ['NS_ERROR_UNKNOWN_PROXY_HOST', 'name-unresolved'],
  ['NS_ERROR_PROXY_CONNECTION_REFUSED', 'connect-failed'],
  ['NS_ERROR_NET_INADEQUATE_SECURITY', 'tls-no-agreement'],
  ['NS_ERROR_NET_HTTP2_SENT_GOAWAY', 'http2-failed'],
  ['NS_ERROR_OFFLINE', 'network-unreachable'],
  ['PR_CONNECT_RESET_ERROR', 'closed-in-handshake'],
  ['PR_END_OF_FILE_ERROR', 'closed-in-handshake'],
  ['PR_CONNECT_REFUSED_ERROR', 'refused'],
  ['PR_CONNECT_TIMEOUT_ERROR', 'connect-timeout'],
  ['PR_CONNECT_ABORTED_ERROR', 'aborted-locally'],
  ['SSL_ERROR_RX_RECORD_TOO_LONG', 'tls-on-plain-port'],
  ['SSL_ERROR_UNSUPPORTED_VERSION', 'tls-version'],
  ['SSL_ERROR_PROTOCOL_VERSION_ALERT', 'tls-version'],
  ['SSL_ERROR_NO_CYPHER_OVERLAP', 'tls-no-agreement'],
  ['SSL_ERROR_HANDSHAKE_FAILURE_ALERT', 'tls-no-agreement'],
  ['SSL_ERROR_UNRECOGNIZED_NAME_ALERT', 'unrecognized-name'],
  ['SSL_ERROR_RX_CERTIFICATE_REQUIRED_ALERT', 'client-certificate'],
  ['SSL_ERROR_BAD_CERT_DOMAIN', 'certificate-not-trusted'],
  ['SEC_ERROR_UNKNOWN_ISSUER', 'certificate-not-trusted'],
  ['SEC_ERROR_EXPIRED_CERTIFICATE', 'certificate-not-trusted'],
  ['MOZILLA_PKIX_ERROR_SELF_SIGNED_CERT', 'certificate-not-trusted'],
  ['SSL_ERROR_INTERNAL_ERROR_ALERT', 'tls-failed'],
];

export const dialect: Dialect = {
  id: 'firefox',
  title: 'Firefox',
  level: 4,
  source: 'mozilla-central xpcom/base/ErrorList.py, security/nss/lib/ssl/SSLerrs.h, nsprpub/pr/src/misc/prerrortable.c',
  marks: ['NS_ERROR_', 'MOZILLA_PKIX_ERROR', 'SEC_ERROR_'],
  phrases: [
    { says: 'ssl received a record that exceeded the maximum permissible length', symptom: 'tls-on-plain-port' },
    ...CODES.map(([code, symptom]): Phrase => ({ says: code, exact: true, code, symptom })),
    // Its page for NS_ERROR_NET_RESET.
    { says: 'the connection to the server was reset while the page was loading', symptom: 'closed-unexpectedly' },
    { says: 'the connection was reset', whole: true, symptom: 'closed-unexpectedly' },
    { says: "can't establish a connection to the server at", near: /Firefox/, symptom: 'connect-failed' },
    {
      says: 'the connection has timed out',
      sentence: true,
      near: /server at|connection has timed out\s*$/,
      symptom: 'timed-out',
    },
    { says: 'was interrupted while the page was loading', symptom: 'closed-unexpectedly' },
    { says: "we can't connect to the server at", symptom: 'name-unresolved' },
    { says: ['Secure Connection Failed'], exact: true, symptom: 'tls-failed', wrapper: true },
  ],
};
