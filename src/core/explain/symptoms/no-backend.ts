/** A proxy has no server that it takes for healthy, or none at all. */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'no-backend',
  title: 'The proxy has no healthy server',
  stage: 'connect',
  proves: ['The client reached the proxy; the proxy tried no server for this request'],
  leavesOpen: ['Whether the servers are down, or the health check asks the wrong thing'],
  causes: [
    ['upstream-removal', 'every server was marked down or removed'],
    ['upstream-refusal', 'they refuse the health check'],
    ['endpoint-removal', 'a rollout removed them faster than new ones came'],
  ],
  next: 'server-log',
  retry: 'Safe: no request was sent',
};
