/** The server has no service for the name in the handshake (alert 112, RFC 6066 §3). */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'unrecognized-name',
  title: 'The server does not know the name it was asked for',
  stage: 'tls',
  proves: ['The server refused the server name of the handshake; no request was sent'],
  leavesOpen: ['Whether the name is wrong or the server is'],
  causes: [['unrecognized-server-name', 'the server has no certificate for this name']],
  next: 'probe-tls',
  retry: 'Safe: no request was sent',
};
