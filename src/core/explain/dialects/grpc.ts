/** gRPC in its languages. */
import type { Dialect } from './_dialect.ts';

export const dialect: Dialect = {
  id: 'grpc',
  title: 'gRPC',
  level: 3,
  source: 'grpc doc/statuscodes.md, grpc-go internal/transport/http2_client.go',
  marks: [
    'rpc error: code =',
    'grpc',
    'StatusRuntimeException',
    'StatusCode.UNAVAILABLE',
    '14 UNAVAILABLE',
    '4 DEADLINE_EXCEEDED',
    'SubConn',
  ],
  phrases: [
    {
      says: ['desc = EOF', 'desc = unexpected EOF'],
      notNear: /code = Unknown/,
      symptom: 'closed-unexpectedly',
    },
    // UNKNOWN is what a server answers where its own program failed: the EOF may be of a connection behind it.
    {
      says: ['UNKNOWN: EOF', 'code = Unknown desc = EOF', 'code = Unknown desc = unexpected EOF'],
      symptom: 'unspecified',
      source: 'grpc-go server.go, status/status.go',
    },
    { says: 'transport is closing', symptom: 'closed-unexpectedly' },
    { says: ['too_many_pings', 'ENHANCE_YOUR_CALM'], symptom: 'too-many-pings' },
    { says: 'error reading from server: eof', symptom: 'closed-unexpectedly', wrapper: true },
    { says: 'error reading from server', symptom: 'closed-unexpectedly', operation: 'read', wrapper: true },
    { says: 'error reading server preface', symptom: 'closed-unexpectedly', operation: 'read', wrapper: true },
    {
      says: 'failed to receive server preface',
      symptom: 'not-ready-in-time',
    },
    {
      // A server says so of its client.
      says: 'Did not receive HTTP/2 settings before handshake timeout',
      symptom: 'request-timeout',
      source: 'grpc src/core/server/chttp2_server.cc',
    },
    { says: 'failed to receive the preface from client', symptom: 'client-gone' },
    { says: ['io exception', 'UNAVAILABLE: io exception'], near: /UNAVAILABLE/, symptom: 'unspecified', wrapper: true },
    {
      says: ['Network closed for unknown reason'],
      symptom: 'closed-unexpectedly',
      source: 'grpc-java NettyClientHandler.java',
    },
    {
      says: ['code = Unavailable', 'StatusCode.UNAVAILABLE', '14 UNAVAILABLE', 'status: UNAVAILABLE'],
      symptom: 'unspecified',
      wrapper: true,
    },
    {
      says: ['code = DeadlineExceeded', 'StatusCode.DEADLINE_EXCEEDED', '4 DEADLINE_EXCEEDED', 'DEADLINE_EXCEEDED'],
      symptom: 'timed-out',
    },
    {
      says: 'no connection established',
      near: /UNAVAILABLE/,
      symptom: 'connect-failed',
      operation: 'connect',
      wrapper: true,
    },
    { says: 'failed to connect to all addresses', symptom: 'connect-failed', operation: 'connect', wrapper: true },
    { says: 'connection dropped', near: /UNAVAILABLE/, symptom: 'closed-unexpectedly' },
    { says: 'dns resolution failed', near: /UNAVAILABLE|grpc/i, symptom: 'name-unresolved', operation: 'resolve' },
    { says: 'name resolution failed for target', symptom: 'name-unresolved', operation: 'resolve' },
    {
      says: ['RST_STREAM closed stream', 'Received RST_STREAM with error code', 'Received RST_STREAM with code'],
      symptom: 'http2-stream-reset',
    },
    {
      says: 'received prior goaway',
      near: /code: \w|GOAWAY|UNAVAILABLE/,
      symptom: 'http2-goaway',
      wrapper: true,
    },
    { says: 'keepalive watchdog timeout', symptom: 'connection-lost' },
    { says: ['keepalive failed', 'The connection is likely gone'], symptom: 'connection-lost' },
    { says: 'the client connection is closing', symptom: 'closed-locally' },
    { says: ['Channel shutdown invoked', 'Channel shutdownNow invoked'], symptom: 'closed-locally' },
    { says: 'max_age', near: /GOAWAY|goaway/, symptom: 'http2-goaway' },
  ],
};
