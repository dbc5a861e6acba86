/** The server’s supervisor or the kernel ended the process that served the connection. */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'worker-gone',
  title: 'The server’s worker process was ended',
  stage: 'open',
  proves: ['The process that held the connection ended; its connections ended with it'],
  leavesOpen: ['Why: a time limit, memory, or a crash'],
  causes: [
    ['worker-timeout', 'the supervisor’s time limit'],
    ['out-of-memory-kill', 'signal 9 without a time limit is often the kernel for want of memory'],
    ['process-crash', 'signal 11 or 6 is a crash'],
    ['worker-recycling', 'the worker had served its number of requests'],
  ],
  next: 'server-log',
  retry: 'Only what may be done twice: the request may have been carried out',
};
