/** A plain request came to a port that speaks TLS. */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'plain-on-tls-port',
  title: 'A plain request was sent to a TLS port',
  stage: 'tls',
  proves: ['The request was not encrypted, and the port expects TLS', 'The server did not carry it out'],
  leavesOpen: ['Which configuration has the wrong scheme: the client’s, or that of a proxy that ended TLS before'],
  causes: [['plain-on-tls-port', 'http:// where https:// belongs']],
  next: 'probe-tls',
  retry: 'With https; what was sent has gone over the wire readable',
};
