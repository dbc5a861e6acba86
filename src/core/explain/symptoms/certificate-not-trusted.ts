/** The client does not accept the server’s certificate. */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'certificate-not-trusted',
  title: 'The server’s certificate was not accepted',
  stage: 'tls',
  proves: ['The server answered and showed a certificate, and this client refused it', 'No request was sent'],
  leavesOpen: [
    'Whether the certificate is wrong, out of date or for another name, or the client lacks the issuer',
    'Whether it is the server’s own certificate or that of a device that opens TLS',
  ],
  causes: [
    ['server-certificate-rejection', 'the issuer is unknown to the client, the name differs, or the time has passed'],
  ],
  next: 'probe-tls',
  retry: 'Safe: no request was sent',
};
