/** The socket file of a local server is missing or nobody listens on it. It is no TCP connection. */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'no-local-server',
  title: 'The local server’s socket is not there',
  stage: 'local',
  proves: ['No TCP was involved: the program looked for a socket file of this host'],
  leavesOpen: ['Whether the server is down or its socket is elsewhere'],
  causes: [],
  next: 'listeners',
  retry: 'Safe: no request was sent',
};
