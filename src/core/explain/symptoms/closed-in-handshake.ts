/** The connection ended while TLS was being set up, without an alert that would say why. */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'closed-in-handshake',
  title: 'The connection ended during the TLS handshake',
  stage: 'tls',
  proves: ['TCP was connected, and ended before TLS was', 'No request was sent'],
  leavesOpen: [
    'Whether the server or a device on the path ended it',
    'Whether it is for the name (SNI), the version, or the server’s state',
  ],
  causes: [
    ['tls-version-mismatch', 'old servers close or reset where they should send an alert'],
    ['server-name-blocking', 'a device on the path reads the server’s name and resets'],
    ['forwarder-without-backend', 'a forwarder accepted and found nobody behind it'],
    ['tls-on-plain-port', 'the port speaks no TLS and closes at the first strange bytes'],
    ['unrecognized-server-name', 'the server has no certificate for this name'],
    ['path-mtu-black-hole', 'if it took long: small packets pass and full ones do not'],
  ],
  next: 'probe-tls',
  retry: 'Safe: no request was sent',
};
