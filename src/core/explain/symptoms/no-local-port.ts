/** No local port was left for the connection (EADDRNOTAVAIL at connect, WSAENOBUFS). */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'no-local-port',
  title: 'No local port is left for the connection',
  stage: 'local',
  proves: ['The own system had no address and port to connect from; no packet was sent'],
  leavesOpen: ['Which program holds the ports', 'Whether the configured source address exists'],
  causes: [['ephemeral-port-exhaustion', 'too many connections to one server, many in TIME-WAIT']],
  next: 'local-ports',
  retry: 'Safe: no request was sent',
};
