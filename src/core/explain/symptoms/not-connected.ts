/** The socket is not connected, or not any more (ENOTCONN). */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'not-connected',
  title: 'The socket is not connected any more',
  stage: 'open',
  proves: ['The program used a socket that has no peer'],
  leavesOpen: ['Whether it never had one, or the peer’s reset came just before'],
  causes: [['client-abort', 'in a server: the peer was gone before the server looked']],
  next: 'capture',
  retry: 'Only what may be done twice: the request may have been carried out',
};
