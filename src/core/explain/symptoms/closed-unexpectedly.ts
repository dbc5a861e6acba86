/** The other end closed, and the program expected more. */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'closed-unexpectedly',
  title: 'The connection was closed unexpectedly',
  stage: 'open',
  proves: ['The connection ended before the program expected it to'],
  leavesOpen: [
    'Whether the other end, a device in its name, or this program’s own library ended it',
    'Whether it was closed in order or reset',
    'Whether a request was under way, and whether it was carried out',
  ],
  causes: [
    ['server-idle-timeout', 'nobody had used the connection for the server’s limit'],
    ['keepalive-race', 'the idle connection was closed as it was used again'],
    ['process-crash', 'the server’s process ended; its log has the moment'],
    ['graceful-shutdown', 'the server was restarted'],
    ['middlebox-idle-timeout', 'a firewall or load balancer ended it after a time without packets'],
    ['connection-limit', 'the server has more connections than it wants'],
  ],
  next: 'capture',
  retry: 'Only what may be done twice: the request may have been carried out',
};
