/** The server says that it has as many connections as it takes. */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'too-many-connections',
  title: 'The server has too many connections',
  stage: 'open',
  proves: ['The server was reached, and said no because of its number of connections'],
  leavesOpen: ['Who holds them: idle pools are the most frequent'],
  causes: [['connection-limit', 'pools are larger together than the server’s limit, or connections leak']],
  next: 'server-log',
  retry: 'Safe: no request was sent',
};
