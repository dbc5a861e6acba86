/** Looking up the name, connecting, and the first words of the protocols above are one time limit here. */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'not-ready-in-time',
  title: 'The connection was not ready in time',
  stage: 'connect',
  proves: ['The program waited for the connection to be ready and gave up', 'No request was sent'],
  leavesOpen: ['Which step took the time: the name, the connection, TLS, or the server’s first words'],
  causes: [
    ['unanswered-syn', 'a firewall, security group or dead host swallows the SYN'],
    ['client-connect-timeout', 'the answer came, but later than the program waited'],
    ['accept-queue-overflow', 'the server’s kernel took the connection, but its program does not get to it'],
    ['path-mtu-black-hole', 'small packets pass, full-size packets do not'],
    ['snat-port-exhaustion', 'the NAT has no port left, where only some hosts fail'],
  ],
  next: 'probe',
  retry: 'Safe: no request was sent',
};
