/** kubectl, and what Kubernetes says of probes. */
import type { Dialect } from './_dialect.ts';

export const dialect: Dialect = {
  id: 'kubectl',
  title: 'Kubernetes',
  level: 4,
  source: 'kubernetes kubectl pkg/cmd/util/helpers.go, pkg/kubelet/prober',
  marks: [
    'skipped caching discovery info',
    'Unable to connect to the server:',
    'did you specify the right host or port?',
    'kubectl',
    'Liveness probe failed',
    'Readiness probe failed',
    'an error on the server ("',
  ],
  phrases: [
    { says: 'did you specify the right host or port', symptom: 'refused', operation: 'connect' },
    { says: 'unable to connect to the server', symptom: 'connect-failed', operation: 'connect', wrapper: true },
    { says: 'error dialing backend', symptom: 'gateway-connect-failed', operation: 'connect', wrapper: true },
    { says: 'lost connection to pod', symptom: 'closed-unexpectedly' },
    { says: 'an error occurred forwarding', symptom: 'gateway-connect-failed', wrapper: true },
    { says: 'context deadline exceeded', near: /probe failed/, symptom: 'read-timeout' },
    { says: 'unable to decode an event from the watch stream', symptom: 'closed-unexpectedly', wrapper: true },
  ],
};
