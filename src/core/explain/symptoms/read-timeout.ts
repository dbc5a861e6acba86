/** The connection was open and no answer came in the time that the program waits. */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'read-timeout',
  title: 'No answer came in time',
  stage: 'open',
  proves: [
    'The connection had been opened, and this program gave up waiting',
    'The close that follows is this program’s own',
  ],
  leavesOpen: ['Whether the server is still working on it', 'Whether the request or the answer was lost on the way'],
  causes: [
    ['client-timeout', 'the server takes longer than this program waits'],
    ['middlebox-idle-timeout', 'a device forgot the quiet connection and drops what comes'],
    ['path-mtu-black-hole', 'small packets pass, full-size packets do not'],
    ['zero-window-stall', 'one end stopped reading'],
    ['accept-queue-overflow', 'the server’s kernel took the connection, but its program does not get to it'],
  ],
  next: 'capture',
  retry: 'Only what may be done twice: the server may still be working on it',
};
