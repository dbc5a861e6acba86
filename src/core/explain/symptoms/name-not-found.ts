/** The resolver says that there is no such name, or no address for it (getaddrinfo(3): EAI_NONAME). */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'name-not-found',
  title: 'The name has no address',
  stage: 'resolve',
  proves: ['The name was looked up and has no address; no packet went to the server'],
  leavesOpen: ['Whether the name is mistyped, missing, or known only to another resolver'],
  causes: [['name-resolution-failure', 'the name is wrong, or only an inner resolver knows it']],
  next: 'resolve-name',
  retry: 'Safe: no request was sent',
};
