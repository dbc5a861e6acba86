/** Another socket has the port already (EADDRINUSE). */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'address-in-use',
  title: 'Another program listens there already',
  stage: 'local',
  proves: ['Another socket holds the address and port; this program does not listen'],
  leavesOpen: ['Which program: the same one started twice is the most frequent'],
  causes: [],
  next: 'listeners',
  retry: 'Once the other program has ended',
};
