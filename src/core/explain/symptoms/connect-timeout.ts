/** Nothing answered the SYN within the time that program or kernel allow. */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'connect-timeout',
  title: 'Nothing answered while the connection was being opened',
  stage: 'connect',
  proves: ['The program waited for the connection and gave up', 'No request was sent'],
  leavesOpen: [
    'Whether the SYN arrived: a firewall that drops, a wrong address and a full accept queue look the same from here',
    'Whether the answer was lost on its way back',
    'Whether the time was enough for this path',
  ],
  causes: [
    ['unanswered-syn', 'a firewall, security group or dead host swallows the SYN'],
    ['wrong-address-resolved', 'the address is an old one that nobody has now'],
    ['accept-queue-overflow', 'the server is too busy to accept, where it fails only at times'],
    ['snat-port-exhaustion', 'the NAT has no port left, where only some hosts fail'],
    ['asymmetric-route', 'the answer takes another way than the SYN, and a firewall drops it'],
    ['client-connect-timeout', 'the answer came, but later than the program waited'],
  ],
  next: 'probe',
  retry: 'Safe: no request was sent',
};
