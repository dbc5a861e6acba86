/** The other end spoke, but not the protocol that was expected. */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'protocol-mismatch',
  title: 'The other end speaks another protocol',
  stage: 'open',
  proves: ['Bytes came that are not of the expected protocol'],
  leavesOpen: ['Whether the port is another service’s, or an answer was garbled'],
  causes: [
    ['tls-on-plain-port', 'one end speaks TLS and the other does not'],
    ['plain-on-tls-port', 'a TLS alert came as the answer to plain words'],
    ['proxy-protocol-mismatch', 'one end sends or expects a PROXY header'],
    ['alpn-mismatch', 'HTTP/2 meets HTTP/1.1'],
    ['protocol-error', 'one end has a mistake'],
  ],
  next: 'probe',
  retry: 'After the port or scheme is corrected',
};
