/** The server wants a client certificate, or does not accept the one it got (alerts 42 and 116). */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'client-certificate',
  title: 'The server did not accept the client’s certificate',
  stage: 'tls',
  proves: ['The server asked for a certificate of the client and was not content'],
  leavesOpen: ['Whether none was sent or the wrong one'],
  causes: [['client-certificate-rejection', 'the client sent none, or one of another issuer']],
  next: 'probe-tls',
  retry: 'With the right certificate: in TLS 1.3 the request may have been sent, but the server did not read it',
};
