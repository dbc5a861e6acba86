/** undici, which is Node's fetch. */
import type { Dialect } from './_dialect.ts';

export const dialect: Dialect = {
  id: 'undici',
  title: 'undici (fetch of Node.js)',
  level: 3,
  source: 'undici docs/docs/api/Errors.md, lib/core/errors.js',
  marks: ['fetch failed', 'undici', 'UND_ERR_', 'TypeError: terminated'],
  phrases: [
    {
      says: 'fetch failed',
      near: /TypeError/,
      symptom: 'unspecified',
      wrapper: true,
      source: 'undici lib/web/fetch/index.js',
    },
    {
      says: 'fetch failed',
      whole: true,
      symptom: 'unspecified',
      wrapper: true,
      source: 'undici lib/web/fetch/index.js',
    },
    {
      says: 'other side closed',
      notNear: /\bbytesRead\b/,
      code: 'UND_ERR_SOCKET',
      symptom: 'closed-unexpectedly',
      wrapper: true,
      source: 'undici lib/dispatcher/client-h1.js',
    },
    {
      says: 'bytesread: 0',
      code: 'UND_ERR_SOCKET',
      symptom: 'closed-without-response',
    },
    { says: 'typeerror: terminated', symptom: 'closed-mid-response', source: 'undici lib/web/fetch/index.js' },
    { says: 'UND_ERR_SOCKET', exact: true, code: 'UND_ERR_SOCKET', symptom: 'closed-unexpectedly', wrapper: true },
    {
      says: ['UND_ERR_CONNECT_TIMEOUT', 'Connect Timeout Error'],
      code: 'UND_ERR_CONNECT_TIMEOUT',
      symptom: 'not-ready-in-time',
      operation: 'connect',
    },
    {
      says: ['UND_ERR_HEADERS_TIMEOUT', 'Headers Timeout Error'],
      code: 'UND_ERR_HEADERS_TIMEOUT',
      symptom: 'read-timeout',
      operation: 'read',
    },
    {
      says: ['UND_ERR_BODY_TIMEOUT', 'Body Timeout Error'],
      code: 'UND_ERR_BODY_TIMEOUT',
      symptom: 'read-timeout',
      operation: 'read',
    },
    {
      says: ['UND_ERR_DESTROYED', 'UND_ERR_CLOSED', 'The client is destroyed'],
      symptom: 'closed-locally',
    },
    { says: 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH', exact: true, symptom: 'closed-mid-response' },
    { says: 'UND_ERR_HTTP_PARSER', exact: true, symptom: 'protocol-mismatch', wrapper: true },
  ],
};
