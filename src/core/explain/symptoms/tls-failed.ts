/** TLS failed, and the text does not say how. */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'tls-failed',
  title: 'TLS failed',
  stage: 'tls',
  proves: ['An error of TLS ended the connection'],
  leavesOpen: ['Which: the alert or library text beneath would say'],
  causes: [
    ['fatal-tls-alert', 'one end sent an alert, which names the reason'],
    ['tls-version-mismatch', 'no version in common'],
    ['server-certificate-rejection', 'the certificate was not accepted'],
  ],
  next: 'probe-tls',
  retry: 'Only what may be done twice, unless it failed in the handshake',
};
