/** The other end closed in order, after the request and before any byte of an answer. */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'closed-without-response',
  title: 'The other end closed without an answer',
  stage: 'open',
  proves: ['The connection was open, and no byte of an answer came before it ended'],
  leavesOpen: [
    'Whether the server read the request, and whether it did it',
    'Whether the server or a device between them closed',
  ],
  causes: [
    ['keepalive-race', 'if the connection was reused: the server’s idle time was over as the request came'],
    ['stale-pooled-connection', 'the connection had been closed before the request, and the client had not looked'],
    ['closed-without-response', 'the server’s program closed on purpose or failed at this request'],
    ['process-crash', 'the server’s process ended'],
    ['forwarder-without-backend', 'a forwarder accepted and found nobody behind it'],
    ['plain-on-tls-port', 'the port expects TLS'],
  ],
  next: 'capture',
  retry: 'Only what may be done twice: the request may have been carried out',
};
