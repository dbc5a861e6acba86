/** A proxy and the server behind it could not agree on TLS. */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'gateway-tls-failed',
  title: 'The proxy could not set up TLS with its server',
  stage: 'tls',
  proves: [
    'The client reached the proxy; TLS failed on the connection behind it',
    'The server behind the proxy did not get this request',
  ],
  leavesOpen: ['Which of the two has the wrong scheme, version, name or certificate'],
  causes: [
    ['tls-on-plain-port', 'the proxy speaks TLS to a plain port'],
    ['unrecognized-server-name', 'the proxy sends no server name, or the wrong one'],
    ['tls-version-mismatch', 'no version in common'],
    ['server-certificate-rejection', 'the proxy does not accept the certificate'],
  ],
  next: 'probe-tls',
  retry: 'Safe: no request was sent',
};
