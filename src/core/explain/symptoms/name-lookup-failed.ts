/** The resolver got no answer (getaddrinfo(3): EAI_AGAIN). */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'name-lookup-failed',
  title: 'The name could not be looked up',
  stage: 'resolve',
  proves: ['The resolver itself gave no answer; no packet went to the server'],
  leavesOpen: ['Whether the name exists'],
  causes: [['name-resolution-failure', 'the DNS server is down, unreachable or overloaded']],
  next: 'resolve-name',
  retry: 'Safe: no request was sent',
};
