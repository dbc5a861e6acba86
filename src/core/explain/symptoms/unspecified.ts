/** The text says that something failed and not what. The cause stands beneath it or nowhere. */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'unspecified',
  title: 'Something failed; this text does not say what',
  stage: 'unknown',
  proves: ['The program got no usable answer'],
  leavesOpen: ['Everything else: the same text stands for a wrong name, a refused and a reset connection'],
  causes: [],
  next: 'deeper',
  retry: 'Only what may be done twice',
};
