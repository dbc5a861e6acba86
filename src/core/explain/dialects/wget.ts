/** GNU Wget. */
import type { Dialect } from './_dialect.ts';

export const dialect: Dialect = {
  id: 'wget',
  title: 'Wget',
  level: 3,
  source: 'wget src/http.c, src/retr.c, src/connect.c',
  marks: ['wget: ', 'HTTP request sent, awaiting response', 'Giving up.', '... failed: ', '... connected.'],
  phrases: [
    { says: 'no data received', near: /awaiting response|Giving up/, symptom: 'closed-without-response' },
    { says: 'no data received.', whole: true, symptom: 'closed-without-response' },
    { says: 'connection closed at byte', symptom: 'closed-mid-response' },
    { says: 'read error (connection timed out)', symptom: 'read-timeout', operation: 'read' },
    { says: 'read error (connection reset by peer)', code: 'ECONNRESET', operation: 'read' },
    { says: 'unable to resolve host address', symptom: 'name-unresolved', operation: 'resolve', wrapper: true },
    { says: 'unable to establish ssl connection', symptom: 'tls-failed', operation: 'handshake', wrapper: true },
    {
      says: ['ERROR: The certificate of', 'cannot verify'],
      near: /is not trusted|doesn't have a known issuer|certificate/,
      symptom: 'certificate-not-trusted',
      operation: 'handshake',
    },
  ],
};
