/** The kernel drops packets because its table of connections is full (Linux nf_conntrack). */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'connection-table-full',
  title: 'The table of connections is full, and packets are dropped',
  stage: 'connect',
  proves: ['This host or router dropped packets of connections that it has no room to track'],
  leavesOpen: ['Which connections fill the table'],
  causes: [['conntrack-table-full', 'more connections, or longer kept ones, than the table holds']],
  next: 'local-ports',
  retry: 'Safe: no request was sent',
};
