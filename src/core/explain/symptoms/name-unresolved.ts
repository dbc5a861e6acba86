/** The text says that no address was got for a name, and not whether there is none or the resolver did not answer. */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'name-unresolved',
  title: 'The name could not be turned into an address',
  stage: 'resolve',
  proves: ['The lookup of the name gave no address; no packet went to the server'],
  leavesOpen: ['Whether the name has no address, or the resolver did not answer: this text stands for both'],
  causes: [['name-resolution-failure', 'the name is wrong, or the resolver cannot be reached']],
  next: 'resolve-name',
  retry: 'Safe: no request was sent',
};
