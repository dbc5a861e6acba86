/** The server did not get a whole request in its time. */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'request-timeout',
  title: 'The server did not get a whole request in time',
  stage: 'open',
  proves: ['The server waited for the request, gave up and closed'],
  leavesOpen: ['Whether the client was slow, or opened the connection in advance and did not need it'],
  causes: [
    ['request-timeout', 'the client sent too slowly or not at all'],
    ['server-idle-timeout', 'a browser’s spare connection, which is harmless'],
  ],
  next: 'capture',
  retry: 'Safe where no request was begun',
};
