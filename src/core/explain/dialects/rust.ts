/** Rust: std, hyper, reqwest, rustls. */
import type { Dialect } from './_dialect.ts';

export const dialect: Dialect = {
  id: 'rust',
  title: 'Rust',
  level: 2,
  source: 'rust library/std/src/io/error.rs, hyper src/error.rs',
  marks: [
    '(os error ',
    'Os { code:',
    'hyper::Error',
    'hyper_util::',
    'reqwest::Error',
    'error sending request for url',
    'failed to lookup address information',
    'kind: Connection',
  ],
  phrases: [
    { says: 'connection closed before message completed', symptom: 'closed-without-response' },
    { says: 'IncompleteMessage', exact: true, near: /hyper/, symptom: 'closed-without-response' },
    {
      says: ['error trying to connect', 'tcp connect error'],
      symptom: 'connect-failed',
      operation: 'connect',
      wrapper: true,
    },
    { says: 'failed to lookup address information', symptom: 'name-unresolved', operation: 'resolve', wrapper: true },
    {
      says: 'dns error',
      near: /hyper|reqwest|error trying to connect|Connect/,
      symptom: 'name-unresolved',
      operation: 'resolve',
      wrapper: true,
    },
    { says: 'error sending request for url', symptom: 'unspecified', wrapper: true },
    {
      says: ['error reading a body from connection', 'end of file before message length reached'],
      symptom: 'closed-mid-response',
    },
    { says: 'operation was canceled', near: /hyper|reqwest/, symptom: 'closed-locally' },
    { says: 'ChannelClosed', exact: true, near: /hyper/, symptom: 'not-connected' },
    {
      says: ['received corrupt message of type InvalidContentType', 'InvalidContentType'],
      symptom: 'tls-on-plain-port',
      operation: 'handshake',
      source: 'rustls src/error.rs',
    },
    {
      says: ['invalid peer certificate', 'UnknownIssuer'],
      symptom: 'certificate-not-trusted',
      operation: 'handshake',
      source: 'rustls src/error.rs',
    },
    {
      says: ['received fatal alert: HandshakeFailure'],
      exact: true,
      symptom: 'tls-no-agreement',
      operation: 'handshake',
      source: 'rustls src/error.rs',
    },
    {
      says: ['tls handshake eof'],
      symptom: 'closed-in-handshake',
      operation: 'handshake',
      source: 'tokio-rustls src/common/handshake.rs',
    },
    {
      says: ['peer closed connection without sending tls close_notify'],
      symptom: 'closed-unexpectedly',
      source: 'rustls src/conn.rs',
    },
    {
      says: 'ConnectionRefused',
      exact: true,
      code: 'ECONNREFUSED',
      near: /kind: ConnectionRefused|Kind\(ConnectionRefused/,
    },
    { says: 'ConnectionReset', exact: true, code: 'ECONNRESET', near: /kind: ConnectionReset|Kind\(ConnectionReset/ },
    { says: 'BrokenPipe', exact: true, code: 'EPIPE', near: /kind: BrokenPipe|Kind\(BrokenPipe/ },
    { says: 'operation timed out', near: /reqwest|hyper|error sending request/, symptom: 'timed-out' },
  ],
};
