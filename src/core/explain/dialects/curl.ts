/** curl and libcurl: every exit status that there is, and the sentences that tell more than the status. */
import type { Operation } from '../../model/explanation.ts';
import type { Dialect, Phrase } from './_dialect.ts';

/** Status, name in curl.h without CURLE_, symptom, and what curl was doing. */
type Status = readonly [status: number, name: string, symptom: string, operation?: Operation];

/** Statuses that say what happened. */
const TELLING: readonly Status[] = [
  [5, 'COULDNT_RESOLVE_PROXY', 'name-unresolved', 'resolve'],
  [6, 'COULDNT_RESOLVE_HOST', 'name-unresolved', 'resolve'],
  [8, 'WEIRD_SERVER_REPLY', 'protocol-mismatch'],
  [9, 'REMOTE_ACCESS_DENIED', 'access-denied'],
  [16, 'HTTP2', 'protocol-mismatch'],
  [18, 'PARTIAL_FILE', 'closed-mid-response'],
  [45, 'INTERFACE_FAILED', 'address-not-local'],
  [51, 'PEER_FAILED_VERIFICATION', 'certificate-not-trusted', 'handshake'],
  [52, 'GOT_NOTHING', 'closed-without-response'],
  [59, 'SSL_CIPHER', 'tls-no-agreement', 'handshake'],
  [60, 'SSL_CACERT', 'certificate-not-trusted', 'handshake'],
  [67, 'LOGIN_DENIED', 'access-denied'],
  [83, 'SSL_ISSUER_ERROR', 'certificate-not-trusted', 'handshake'],
  [90, 'SSL_PINNEDPUBKEYNOTMATCH', 'certificate-not-trusted', 'handshake'],
  [91, 'SSL_INVALIDCERTSTATUS', 'certificate-not-trusted', 'handshake'],
  [92, 'HTTP2_STREAM', 'http2-stream-reset'],
  [98, 'SSL_CLIENTCERT', 'client-certificate', 'handshake'],
];

/** Statuses whose reason is in the sentence after them. */
const WRAPPING: readonly Status[] = [
  [7, 'COULDNT_CONNECT', 'connect-failed', 'connect'],
  [28, 'OPERATION_TIMEDOUT', 'timed-out'],
  [35, 'SSL_CONNECT_ERROR', 'tls-failed', 'handshake'],
  [55, 'SEND_ERROR', 'broken-pipe', 'write'],
  [56, 'RECV_ERROR', 'closed-unexpectedly', 'read'],
  [64, 'USE_SSL_FAILED', 'tls-failed', 'handshake'],
  [79, 'SSH', 'unspecified'],
  [80, 'SSL_SHUTDOWN_FAILED', 'closed-unexpectedly'],
  [95, 'HTTP3', 'unspecified'],
  [96, 'QUIC_CONNECT_ERROR', 'connect-failed', 'connect'],
  [97, 'PROXY', 'gateway-connect-failed', 'connect'],
];

/** Statuses of options, files and answers; the numbers between that are missing here are not used by curl. */
const ELSEWHERE: readonly number[] = [
  1, 2, 3, 4, 10, 11, 12, 13, 14, 15, 17, 19, 21, 22, 23, 25, 26, 27, 30, 31, 33, 34, 36, 37, 38, 39, 41, 42, 43, 47,
  48, 49, 53, 54, 58, 61, 63, 65, 66, 68, 69, 70, 71, 72, 73, 74, 75, 77, 78, 81, 82, 84, 85, 86, 87, 88, 89, 93, 94,
  99,
];

function formsOf(status: number): string[] {
  const exits = ['curl exit code', 'curl exit status', 'curl exit', 'curl exited with'];
  return [`curl: (${status})`, `curl error ${status}`, `[curl] ${status}`, ...exits.map((exit) => `${exit} ${status}`)];
}

function phraseOf([status, name, symptom, operation]: Status, wrapper: boolean): Phrase {
  const rest = { symptom, ...(operation === undefined ? {} : { operation }), ...(wrapper ? { wrapper } : {}) };
  return { says: [...formsOf(status), `CURLE_${name}`], code: `CURLE_${name}`, ...rest };
}

export const dialect: Dialect = {
  id: 'curl',
  title: 'curl',
  level: 3,
  source: 'curl include/curl/curl.h, lib/strerror.c',
  marks: ['curl: (', 'cURL error', '* Closing connection', '* Failed to connect to'],
  phrases: [
    ...TELLING.map((status) => phraseOf(status, false)),
    ...WRAPPING.map((status) => phraseOf(status, true)),
    ...ELSEWHERE.map((status) => ({ says: formsOf(status), symptom: 'not-the-connection', wrapper: true })),
    { says: 'empty reply from server', symptom: 'closed-without-response', source: 'curl lib/http.c' },
    {
      says: 'could not resolve host',
      symptom: 'name-unresolved',
      operation: 'resolve',
      notNear: /hostname/,
      source: 'curl lib/url.c',
    },
    {
      says: 'resolving timed out after',
      symptom: 'name-lookup-failed',
      operation: 'resolve',
      source: 'curl lib/multi.c',
    },
    {
      says: ['connection timed out after', 'connection timeout after'],
      near: /tim\w{2,6} ?\w{0,3} after \d{1,9} ?(?:milliseconds|ms)/i,
      symptom: 'connect-timeout',
      operation: 'connect',
      source: 'curl lib/multi.c, lib/connect.c',
    },
    {
      says: 'ssl connection timeout',
      symptom: 'handshake-timeout',
      operation: 'handshake',
      source: 'curl lib/vtls/openssl.c',
    },
    {
      says: 'operation timed out after',
      near: /timed out after \d{1,9} milliseconds/,
      symptom: 'read-timeout',
      operation: 'read',
      source: 'curl lib/multi.c, lib/transfer.c',
    },
    {
      says: 'operation too slow',
      near: /bytes\/sec transferred/,
      symptom: 'read-timeout',
      operation: 'read',
      source: 'curl lib/speedcheck.c',
    },
    {
      says: ['transfer closed with', 'transfer closed with outstanding read data remaining', 'end of response with'],
      near: /(?:remaining to read|outstanding read data|bytes missing)/,
      symptom: 'closed-mid-response',
      source: 'curl lib/transfer.c',
    },
    { says: 'received http/0.9 when not allowed', symptom: 'protocol-mismatch', source: 'curl lib/http.c' },
    { says: "couldn't connect to server", symptom: 'connect-failed', operation: 'connect', wrapper: true },
    {
      says: 'could not connect to server',
      near: /Failed to connect to/,
      symptom: 'connect-failed',
      operation: 'connect',
      wrapper: true,
    },
    {
      says: 'ssl_error_syscall in connection to',
      symptom: 'closed-in-handshake',
      operation: 'handshake',
      source: 'curl lib/vtls/openssl.c',
    },
    {
      says: 'ssl certificate problem',
      symptom: 'certificate-not-trusted',
      operation: 'handshake',
      source: 'curl lib/vtls/openssl.c',
    },
    {
      says: 'was not closed cleanly before end of the underlying stream',
      symptom: 'http2-stream-reset',
      source: 'curl lib/http2.c',
    },
    {
      says: 'was not closed cleanly',
      near: /HTTP\/2 stream/,
      symptom: 'http2-stream-reset',
      source: 'curl lib/http2.c',
    },
    {
      says: ['received http code', 'connect tunnel failed, response'],
      near: /from proxy after CONNECT|tunnel failed/,
      symptom: 'gateway-decided',
      source: 'curl lib/http_proxy.c',
    },
    { says: 'proxy connect aborted', symptom: 'closed-unexpectedly', source: 'curl lib/http_proxy.c' },
    {
      says: 'connection died, tried',
      symptom: 'closed-while-idle',
      near: /tried \d{1,3} times before giving up/,
      source: 'curl lib/transfer.c',
    },
  ],
};
