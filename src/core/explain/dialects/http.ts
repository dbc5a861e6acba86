/** HTTP: the statuses that a gateway answers with when it is the connection behind it that failed. */
import type { Dialect } from './_dialect.ts';

export const dialect: Dialect = {
  id: 'http',
  title: 'HTTP gateways',
  level: 1,
  source: 'RFC 9110 §15.6, RFC 9110 §15.5.9',
  marks: [],
  phrases: [
    { says: '502 bad gateway', code: '502', symptom: 'gateway-bad-answer' },
    { says: '502', whole: true, code: '502', symptom: 'gateway-bad-answer' },
    { says: '504', whole: true, code: '504', symptom: 'gateway-timeout' },
    { says: '503', whole: true, code: '503', symptom: 'unavailable', wrapper: true },
    { says: '499', whole: true, code: '499', symptom: 'client-gone', source: 'nginx src/http/ngx_http_request.h' },
    { says: ['504 gateway timeout', '504 gateway time-out'], code: '504', symptom: 'gateway-timeout' },
    { says: ['408 request timeout', '408 request time-out'], code: '408', symptom: 'request-timeout' },
    {
      says: '499 client closed request',
      code: '499',
      symptom: 'client-gone',
      source: 'nginx src/http/ngx_http_request.h',
    },
    {
      says: ['503 service unavailable', '503 service temporarily unavailable'],
      code: '503',
      symptom: 'unavailable',
      wrapper: true,
    },
    {
      says: ['NGHTTP2_ENHANCE_YOUR_CALM', 'ENHANCE_YOUR_CALM'],
      exact: true,
      code: 'ENHANCE_YOUR_CALM',
      symptom: 'http2-goaway',
      source: 'RFC 9113 §7',
    },
    {
      says: ['NGHTTP2_REFUSED_STREAM', 'REFUSED_STREAM'],
      exact: true,
      code: 'REFUSED_STREAM',
      symptom: 'http2-stream-reset',
      source: 'RFC 9113 §7',
    },
  ],
};
