/** A gateway says 502: it got no usable answer from the server behind it (RFC 9110 §15.6.3). */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'gateway-bad-answer',
  title: 'The gateway got no usable answer from the server behind it',
  stage: 'unknown',
  proves: ['The client reached a gateway, and the gateway answered by itself'],
  leavesOpen: [
    'Whether the server behind it refused, closed early, failed in TLS or said something invalid',
    'Which of several gateways in a row said it',
  ],
  causes: [
    ['keepalive-race', 'the server’s keep-alive time is shorter than the gateway’s, where it fails at times'],
    ['upstream-refusal', 'the server refuses connections, where it fails always'],
    ['process-crash', 'the server’s process ended'],
    ['worker-timeout', 'the server’s supervisor ended the worker'],
    ['endpoint-removal', 'a rollout replaced the server'],
  ],
  next: 'server-log',
  retry: 'Only what may be done twice: the request may have been carried out',
};
