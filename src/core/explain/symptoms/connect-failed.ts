/** The program says that it could not connect and keeps the reason to itself. */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'connect-failed',
  title: 'The connection could not be opened',
  stage: 'connect',
  proves: ['The program gave up before the connection was ready, so no request was sent'],
  leavesOpen: ['Why: refused, unanswered, unreachable, and ended just after it was opened all end with this text'],
  causes: [
    ['closed-port', 'nothing listens there, the most frequent reason'],
    ['unanswered-syn', 'a firewall drops the SYN, where it took seconds'],
    ['host-unreachable', 'no way leads there'],
    ['address-family-mismatch', 'only one of IPv4 and IPv6 works'],
  ],
  next: 'probe',
  retry: 'Safe: no request was sent',
};
