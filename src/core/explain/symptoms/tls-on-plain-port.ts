/** What came in the handshake was no TLS record (OpenSSL: wrong version number). */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'tls-on-plain-port',
  title: 'The other end does not speak TLS on this port',
  stage: 'tls',
  proves: ['The first bytes from the other end were no TLS', 'No request was carried in TLS'],
  leavesOpen: ['What does speak there: plain HTTP, or a proxy that says an error'],
  causes: [
    ['tls-on-plain-port', 'https to an http port, or TLS where STARTTLS has to come first'],
    ['plain-on-tls-port', 'in a server’s log: the client speaks plain'],
    ['proxy-protocol-mismatch', 'one end writes a PROXY header that the other does not expect'],
    ['injected-data', 'a device on the path answers with a page of its own'],
  ],
  next: 'probe',
  retry: 'Safe: no request was sent',
};
