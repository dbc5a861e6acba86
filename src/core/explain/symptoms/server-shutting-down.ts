/** The server says that it is being stopped or an administrator ended the session. */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'server-shutting-down',
  title: 'The server ended the connection on purpose',
  stage: 'open',
  proves: ['The server said so itself; no device on the path is involved'],
  leavesOpen: ['Who or what stopped it'],
  causes: [
    ['administrative-termination', 'an administrator or a failover ended the session'],
    ['graceful-shutdown', 'the server is being restarted'],
  ],
  next: 'server-log',
  retry: 'Only what may be done twice: the request may have been carried out',
};
