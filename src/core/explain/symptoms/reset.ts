/** A reset arrived on an open connection (ECONNRESET; RFC 9293 §3.5.2). */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'reset',
  title: 'The connection was reset',
  stage: 'open',
  proves: ['The own kernel took the connection for reset by the peer, or by something in its name'],
  leavesOpen: [
    'Who sent the reset: the peer’s program, its kernel, or a device in its name',
    'Whether the peer read the last request',
    'On Windows: whether a reset came at all, as 10054 also stands for keep-alive probes without answer',
  ],
  causes: [
    ['keepalive-race', 'if the connection was reused: the server had just closed it as idle'],
    ['unread-data-at-close', 'the peer closed while bytes it had not read waited'],
    ['half-open-connection', 'the peer restarted and knows nothing of the connection'],
    ['middlebox-idle-timeout', 'if it had been idle for minutes: a firewall or load balancer forgot it'],
    ['process-crash', 'the peer’s process ended'],
    ['injected-reset', 'a device on the path forged it, where only some names or contents fail'],
  ],
  next: 'capture',
  retry: 'Only what may be done twice: the request may have been carried out',
};
