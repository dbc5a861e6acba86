/** The program uses a connection that it has closed itself. */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'closed-locally',
  title: 'The program’s own side had closed the connection',
  stage: 'open',
  proves: ['This program, or a library in it, closed the socket and then used it'],
  leavesOpen: ['Why it closed: a time-out, a cancelled request, a shutdown or a mistake in the program'],
  causes: [['client-abort', 'a request was cancelled or timed out, and its connection with it']],
  next: 'deeper',
  retry: 'Once the program opens a new connection; what was under way may have been carried out',
};
