/** ETIMEDOUT or a time-out whose stage the text does not tell. */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'timed-out',
  title: 'It took too long',
  stage: 'unknown',
  proves: ['Something was waited for and did not come in time'],
  leavesOpen: [
    'What was waited for: the connection itself, or an answer on an open one',
    'Whether the kernel gave up (ETIMEDOUT) or the program did',
  ],
  causes: [
    ['unanswered-syn', 'if it failed while connecting: a firewall swallows the SYN'],
    ['client-timeout', 'if it was connected: the answer took longer than the program waits'],
    ['middlebox-idle-timeout', 'if the connection had been idle: a device on the path forgot it and drops what comes'],
    ['retransmission-timeout', 'if data was being sent: nobody acknowledged it'],
  ],
  next: 'probe',
  retry: 'Only what may be done twice, unless the log shows that it had not connected',
};
