/** An alert says that one end did not accept the other’s certificate (alerts 42, 45, 46 and 48; RFC 8446 §6.2). */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'certificate-alert',
  title: 'One end did not accept the other’s certificate',
  stage: 'tls',
  proves: ['The end that did not print this text refused a certificate and said so in an alert'],
  leavesOpen: ['Whose certificate: in a server’s log the server’s own, in a client’s text the client’s'],
  causes: [
    ['server-certificate-rejection', 'in a server’s log: the client does not trust the server’s certificate'],
    ['client-certificate-rejection', 'in a client’s text: the server does not accept the client’s certificate'],
  ],
  next: 'probe-tls',
  retry: 'After the certificate is corrected',
};
