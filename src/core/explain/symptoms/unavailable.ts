/** A server or gateway says 503: it does not serve now (RFC 9110 §15.6.4). */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'unavailable',
  title: 'The server or a gateway says that it is not available now',
  stage: 'unknown',
  proves: ['Something that speaks HTTP was reached and answered'],
  leavesOpen: ['Whether the service itself said so, or a gateway that has no server for it'],
  causes: [
    ['upstream-removal', 'a gateway has no healthy server'],
    ['connection-limit', 'a limit of the service or gateway'],
    ['graceful-shutdown', 'the service is being restarted'],
  ],
  next: 'server-log',
  retry: 'Once it is available; 503 says that the request was not carried out',
};
