/** The program’s own pool had no free connection; nothing was tried over the network. */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'pool-exhausted',
  title: 'The program’s own pool had no connection free',
  stage: 'local',
  proves: ['The program waited for one of its own connections; no packet need have been sent'],
  leavesOpen: ['Whether connections leak, queries are slow, or new ones cannot be opened'],
  causes: [
    ['client-timeout', 'slow answers keep all connections busy'],
    ['connection-limit', 'the server lets no more be opened'],
  ],
  next: 'deeper',
  retry: 'Safe: no request was sent',
};
