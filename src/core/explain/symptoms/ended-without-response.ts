/** Node says "socket hang up" where the connection ended before an answer, and also where the program itself destroyed the request (nodejs.org/api/http.html, http.request). */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'ended-without-response',
  title: 'The connection ended before an answer came',
  stage: 'open',
  proves: ['No answer had come when the connection ended'],
  leavesOpen: [
    'Whether the other end closed, or this program gave up the request itself: Node says the same of both',
    'Whether the server read the request, and whether it did it',
  ],
  causes: [
    ['keepalive-race', 'if the connection was reused: the server’s idle time was over as the request came'],
    ['closed-without-response', 'the server’s program closed on purpose or failed at this request'],
    ['client-timeout', 'this program destroyed the request after a time'],
    ['process-crash', 'the server’s process ended'],
    ['stale-pooled-connection', 'the connection had been closed before the request, and the client had not looked'],
  ],
  next: 'capture',
  retry: 'Only what may be done twice: the request may have been carried out',
};
