/** The program may not listen on this port (EACCES at bind). */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'port-forbidden',
  title: 'The program may not listen on this port',
  stage: 'local',
  proves: ['The own system refused to let the program listen'],
  leavesOpen: ['Whether the port is privileged (below 1024 on Linux), reserved (Windows), or a policy forbids it'],
  causes: [['closed-port', 'clients will find the port closed']],
  next: 'listeners',
  retry: 'With another port, or with the right to use this one',
};
