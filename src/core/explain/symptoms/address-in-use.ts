/** Another socket has the port already (EADDRINUSE). */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'address-in-use',
  title: 'The address and port are taken already',
  stage: 'local',
  proves: ['Another socket holds the address and port that the program asked for'],
  leavesOpen: [
    'Which program: the same one started twice is the most frequent',
    'On Windows: whether it was to listen at all, as connecting without a free port gives the same error',
  ],
  causes: [],
  next: 'listeners',
  retry: 'Once the other program has ended',
};
