/** The server says that it ends the session because nobody used it. */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'idle-timeout-stated',
  title: 'The server closed the connection because nobody used it',
  stage: 'open',
  proves: ['The server’s own timer ended it, and it said so'],
  leavesOpen: ['Which setting: session, transaction, or the proxy’s'],
  causes: [['server-idle-timeout', 'nobody used the connection for the server’s limit']],
  next: 'server-log',
  retry: 'Safe where no transaction was open',
};
