/** A proxy could not connect to the server behind it. */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'gateway-connect-failed',
  title: 'The proxy could not connect to its server',
  stage: 'connect',
  proves: [
    'The client reached the proxy; the failed connection is the one behind it',
    'The server behind the proxy did not get this request',
  ],
  leavesOpen: ['Whether that server is down or a rule lies between the two'],
  causes: [
    ['upstream-refusal', 'the server behind the proxy refused or was not reachable'],
    ['closed-port', 'its service does not listen'],
    ['endpoint-removal', 'it was replaced and the proxy does not know yet'],
    ['unanswered-syn', 'a rule between the two drops the SYN'],
  ],
  next: 'probe',
  retry: 'Safe: no request was sent',
};
