/** Alert 40, handshake_failure: the server found no acceptable set of parameters (RFC 8446 §6.2). */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'tls-no-agreement',
  title: 'The TLS handshake found no parameters that suit both ends',
  stage: 'tls',
  proves: ['One end gave up the handshake for want of parameters it accepts; no request was carried out'],
  leavesOpen: [
    'Which parameter: versions, ciphers, groups, signatures, a missing client certificate or a missing server name',
  ],
  causes: [
    ['tls-cipher-mismatch', 'no cipher, group or signature suits both'],
    ['unrecognized-server-name', 'the client sent no server name, or one that is not served there'],
    ['client-certificate-rejection', 'older servers say this where a client certificate is missing'],
  ],
  next: 'probe-tls',
  retry: 'Safe: no request was sent',
};
