/** A proxy’s own check of a server behind it failed; no request of a client is shown. */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'health-check-failed',
  title: 'The proxy’s own check of its server failed',
  stage: 'unknown',
  proves: ['A check that the proxy makes by itself failed on this server'],
  leavesOpen: [
    'Whether any client noticed: other servers may have taken over',
    'Whether the service is down, or the check asks the wrong port, path or name',
  ],
  causes: [
    ['upstream-removal', 'the proxy sends this server nothing until the check passes'],
    ['closed-port', 'if it failed while connecting: nothing listens there'],
    ['upstream-timeout', 'if it timed out: the server is too slow for the check'],
  ],
  next: 'server-log',
  retry: 'The proxy checks again by itself',
};
