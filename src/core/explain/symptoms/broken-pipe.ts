/** The program wrote to a connection that was over (EPIPE; send(2)). */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'broken-pipe',
  title: 'The program wrote to what was closed already',
  stage: 'open',
  proves: [
    'The connection had ended before this write: by a reset that came, or because this program had shut down its own side',
    'What this write held was not delivered',
  ],
  leavesOpen: [
    'Whether it was a connection at all: a pipe to a program that has ended gives the same error',
    'Why the other end closed: its reason lies before this error',
    'How much of the earlier writes the peer read',
  ],
  causes: [
    ['unread-request-body', 'the server answered early and closed while the request was still being sent'],
    ['keepalive-race', 'the server had closed the idle connection'],
    ['client-abort', 'in a server’s log: the client left before the answer was written'],
    ['stale-pooled-connection', 'a pooled connection that had been closed long before'],
    ['process-crash', 'the peer’s process ended'],
  ],
  next: 'capture',
  retry: 'Only what may be done twice: the request may have been carried out',
};
