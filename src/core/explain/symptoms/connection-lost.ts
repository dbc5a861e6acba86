/** Data or keep-alive probes went unacknowledged until the kernel gave up (ETIMEDOUT on an open connection; tcp(7)). */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'connection-lost',
  title: 'The peer fell silent on an open connection',
  stage: 'open',
  proves: ['The connection had been open, nothing more came from the peer, and this side gave up'],
  leavesOpen: [
    'Whether the own kernel gave up after it had repeated its packets, or a time limit of the program: some give the same error',
    'Whether the peer is gone, or a device between them drops the packets',
  ],
  causes: [
    ['middlebox-idle-timeout', 'a firewall or NAT forgot the connection and drops silently'],
    ['retransmission-timeout', 'the path or the peer is gone'],
    ['keepalive-unanswered', 'keep-alive probes got no answer'],
    ['path-mtu-black-hole', 'only full-size packets are lost'],
  ],
  next: 'capture',
  retry: 'Only what may be done twice: the request may have been carried out',
};
