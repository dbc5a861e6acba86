/** The own system gave up the connection (ECONNABORTED, WSAECONNABORTED). */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'aborted-locally',
  title: 'The own system ended the connection',
  stage: 'open',
  proves: ['The own kernel, or software in it, ended the connection; the text does not say that the peer did'],
  leavesOpen: ['Whether data went unacknowledged, or security software interfered'],
  causes: [
    ['retransmission-timeout', 'nobody acknowledged what was sent'],
    ['keepalive-unanswered', 'keep-alive probes went unanswered'],
    ['inline-firewall-reset', 'security software on this host or a device on the path cuts connections'],
  ],
  next: 'capture',
  retry: 'Only what may be done twice: the request may have been carried out',
};
