/** The socket is not connected, or not any more (ENOTCONN). */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'not-connected',
  title: 'The socket is not connected any more',
  stage: 'open',
  proves: ['The program used a socket that is not connected, or not any more'],
  leavesOpen: ['Whether the peer closed it or this program did, and when'],
  causes: [
    ['client-abort', 'in a server: the client was gone before the server looked'],
    ['server-idle-timeout', 'in a client: the server had closed the connection before it was used'],
  ],
  next: 'capture',
  retry: 'Only what may be done twice: the request may have been carried out',
};
