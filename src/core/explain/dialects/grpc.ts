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
    { says: ['UNKNOWN: EOF', 'desc = EOF', 'desc = unexpected EOF'], symptom: 'closed-unexpectedly' },
    { says: 'transport is closing', symptom: 'closed-unexpectedly' },
    { says: ['too_many_pings', 'ENHANCE_YOUR_CALM'], symptom: 'too-many-pings' },
    { says: 'error reading from server: eof', symptom: 'closed-unexpectedly', wrapper: true },
    { says: 'error reading from server', symptom: 'closed-unexpectedly', operation: 'read', wrapper: true },
    { says: 'error reading server preface', symptom: 'closed-unexpectedly', operation: 'read', wrapper: true },
    {
      says: ['Did not receive http2 settings before handshake timeout', 'failed to receive server preface'],
      symptom: 'not-ready-in-time',
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
    { says: 'dns resolution failed', near: /UNAVAILABLE|grpc/i, symptom: 'name-not-found', operation: 'resolve' },
    { says: 'name resolution failed for target', symptom: 'name-not-found', operation: 'resolve' },
    {
      says: ['RST_STREAM closed stream', 'Received RST_STREAM with error code', 'Received RST_STREAM with code'],
      symptom: 'http2-stream-reset',
    },
    {
      says: ['received prior goaway', 'session timed out'],
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
