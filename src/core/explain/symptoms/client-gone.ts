/** In the log of a server or proxy: the client went before the answer was complete. */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'client-gone',
  title: 'The client left before the answer was complete',
  stage: 'open',
  proves: ['The client’s side, or something in its name, ended the request or the connection'],
  leavesOpen: ['Whether the user left, the client’s time-out struck, or a device cut the connection'],
  causes: [
    ['client-abort', 'the user or the program gave the request up'],
    ['client-timeout', 'the client waits less than the answer takes'],
    ['health-check', 'a health check that closes at once'],
    ['middlebox-idle-timeout', 'a device between them ended a quiet connection'],
  ],
  next: 'capture',
  retry: 'The client decides; the request may have been carried out',
};
