/** TCP was connected, and TLS was not ready in time. */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'handshake-timeout',
  title: 'The TLS handshake took too long',
  stage: 'tls',
  proves: ['The program waited for TLS to be ready and gave up'],
  leavesOpen: ['Whether the server is slow, a big packet is lost on the way, or the port does not speak TLS'],
  causes: [
    ['path-mtu-black-hole', 'the certificate takes full-size packets, which a tunnel on the path drops'],
    ['client-timeout', 'an overloaded server answers too late'],
    ['tls-on-plain-port', 'the server waits for words of another protocol'],
  ],
  next: 'probe-tls',
  retry: 'Safe: no request was sent',
};
