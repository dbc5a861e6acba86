/** An alert or the library says that no TLS version suits both ends (alert 70, RFC 8446 §6.2). */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'tls-version',
  title: 'The two ends have no TLS version in common',
  stage: 'tls',
  proves: ['The handshake ended because of the version; no request was sent'],
  leavesOpen: ['Which end is too old'],
  causes: [['tls-version-mismatch', 'one end allows only versions that the other has not']],
  next: 'probe-tls',
  retry: 'Safe: no request was sent',
};
