/** GnuTLS, which wget and Debian's git use. */
import type { Dialect } from './_dialect.ts';

export const dialect: Dialect = {
  id: 'gnutls',
  title: 'GnuTLS',
  level: 1,
  source: 'gnutls lib/errors.c',
  marks: ['GnuTLS:', 'gnutls_handshake()'],
  phrases: [
    { says: 'an unexpected tls packet was received', symptom: 'tls-on-plain-port', operation: 'handshake' },
    {
      says: 'the tls connection was non-properly terminated',
      symptom: 'closed-unexpectedly',
      notNear: /gnutls_handshake/,
    },
    {
      says: 'the tls connection was non-properly terminated',
      near: /gnutls_handshake/,
      symptom: 'closed-in-handshake',
      operation: 'handshake',
    },
    { says: 'a tls fatal alert has been received', symptom: 'tls-failed', operation: 'handshake' },
    { says: 'error in the pull function', symptom: 'closed-unexpectedly', near: /gnutls/i },
    { says: 'error in the push function', symptom: 'closed-unexpectedly', near: /gnutls/i },
    {
      says: ['server certificate verification failed', 'is not trusted'],
      near: /certificate/i,
      symptom: 'certificate-not-trusted',
      operation: 'handshake',
    },
  ],
};
