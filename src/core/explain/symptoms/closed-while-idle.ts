/** A connection from a pool was over when it was used. */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'closed-while-idle',
  title: 'A kept connection was over when it was used again',
  stage: 'open',
  proves: ['The connection had worked before and was over when it was used again'],
  leavesOpen: [
    'Whether the server closed it, a device between them, or this program itself',
    'Whether the last statement was carried out',
  ],
  causes: [
    ['server-idle-timeout', 'the server closes connections that nobody uses (wait_timeout, keep-alive time-out)'],
    ['stale-pooled-connection', 'the pool hands out connections older than the server’s limit'],
    ['keepalive-race', 'the close and the new request crossed'],
    ['middlebox-idle-timeout', 'a firewall or load balancer ended it: minutes that are a round number'],
    ['request-too-large', 'the server closes where a packet is larger than it takes (max_allowed_packet)'],
    ['process-crash', 'the server was restarted'],
  ],
  next: 'capture',
  retry: 'Only what may be done twice: the request may have been carried out',
};
