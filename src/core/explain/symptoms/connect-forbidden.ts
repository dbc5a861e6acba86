/** The own system forbids the connection: EACCES or EPERM at connect (connect(2)). */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'connect-forbidden',
  title: 'The own system forbids the connection',
  stage: 'local',
  proves: ['The own system refused, before a packet left or as the answer to an ICMP "prohibited"'],
  leavesOpen: ['Which rule of which program: a local firewall, a container policy, a sandbox'],
  causes: [['firewall-admin-prohibited', 'a local rule or a prohibit route rejects it']],
  next: 'local-ports',
  retry: 'Safe: no request was sent',
};
