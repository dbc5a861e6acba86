/** The server was reached and does not allow this address, user or database. */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'access-denied',
  title: 'The server does not allow this client',
  stage: 'open',
  proves: ['The server was reached and spoke; network and port are right'],
  leavesOpen: ['Whether the address it sees is the client’s own or that of a NAT'],
  causes: [
    ['access-list-after-accept', 'a list of allowed addresses is checked after the connection is accepted'],
    ['stated-error', 'the server said why'],
  ],
  next: 'server-log',
  retry: 'After the list is changed',
};
