/** The proxy answered by itself: a rule, a limit or a fault in the request. */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'gateway-decided',
  title: 'The proxy itself ended the request',
  stage: 'open',
  proves: ['The answer, or the end of the connection, is the proxy’s own'],
  leavesOpen: ['Which rule, limit or fault', 'Whether the request or the answer of the server was at fault'],
  causes: [
    ['protocol-error', 'the request, or the answer of the server, broke the rules of HTTP'],
    ['connection-limit', 'a limit of the proxy'],
    ['stated-error', 'a rule denied it'],
  ],
  next: 'server-log',
  retry: 'After the rule or the request is changed',
};
