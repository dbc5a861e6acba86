/** The server was reached and says that it does not serve yet. */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'server-not-ready',
  title: 'The server is not ready yet',
  stage: 'open',
  proves: ['The server was reached and spoke: it is starting or recovering'],
  leavesOpen: ['How long it will take'],
  causes: [['stated-error', 'the server said why']],
  next: 'server-log',
  retry: 'Safe: no request was sent',
};
