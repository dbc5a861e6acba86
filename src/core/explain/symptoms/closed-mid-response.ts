/** The connection ended before the announced length of the answer was there (RFC 9112 §8). */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'closed-mid-response',
  title: 'The answer was cut short',
  stage: 'open',
  proves: ['The answer had begun, and the connection ended before its end'],
  leavesOpen: [
    'Whether the server stopped, a proxy or device between them, or this program itself gave up',
    'Whether the announced length was right',
  ],
  causes: [
    ['truncated-response', 'the server or a proxy ended it early'],
    ['process-crash', 'the server’s process ended'],
    ['worker-timeout', 'the server’s supervisor ended the worker'],
    ['upstream-timeout', 'a proxy gave up its own server'],
  ],
  next: 'capture',
  retry: 'What was asked has been carried out, at least in part: only what may be done twice',
};
