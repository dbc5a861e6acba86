/** The connection was accepted and ended before the server’s first words were complete. */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'closed-before-banner',
  title: 'The server closed before it said a word',
  stage: 'open',
  proves: ['TCP was connected; the program’s own protocol was not', 'Nothing that needs a login was done'],
  leavesOpen: ['Whether the service itself closed or something before it'],
  causes: [
    ['ssh-startup-limit', 'sshd drops connections beyond MaxStartups, where it fails at times'],
    ['access-list-after-accept', 'a list of allowed addresses is checked after the connection is accepted'],
    ['connection-limit', 'the server has as many connections as it wants'],
    ['forwarder-without-backend', 'a forwarder or container proxy accepted and found nobody behind it'],
    ['server-name-blocking', 'a device on the path lets nobody speak this protocol'],
  ],
  next: 'probe',
  retry: 'Safe: no request was sent',
};
