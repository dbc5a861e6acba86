/** The program failed, and says itself that it is for a reason other than the connection. */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'not-the-connection',
  title: 'The connection is not what failed',
  stage: 'unknown',
  proves: ['The program names a reason that lies outside the connection: an option, a file, a status the server sent'],
  leavesOpen: ['Whether the connection was opened at all'],
  causes: [],
  next: 'deeper',
  retry: 'After the reason is gone',
};
