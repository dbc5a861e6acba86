/** The server behind a proxy closed or reset before the answer was complete. */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'gateway-closed',
  title: 'The server behind the proxy closed too early',
  stage: 'open',
  proves: [
    'The client reached the proxy; the connection that ended is the one behind it',
    'The server, or something in its name, ended it before the answer was complete',
  ],
  leavesOpen: [
    'Whether the server read the request',
    'Whether it was a reused connection that the server had just closed',
  ],
  causes: [
    ['keepalive-race', 'the server’s keep-alive time is shorter than the proxy’s'],
    ['process-crash', 'the server’s process ended'],
    ['worker-timeout', 'the server’s supervisor ended the worker'],
    ['worker-recycling', 'the worker had served its number of requests'],
    ['closed-without-response', 'the server’s program closed at this request'],
    ['truncated-response', 'it had begun to answer'],
  ],
  next: 'capture',
  retry: 'Only what may be done twice: the request may have been carried out',
};
