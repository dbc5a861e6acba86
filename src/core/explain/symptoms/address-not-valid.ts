/** Windows says of an address that it cannot be used so (WSAEADDRNOTAVAIL), at bind and at connect alike. */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'address-not-valid',
  title: 'The own system does not take the address',
  stage: 'local',
  proves: ['The own system refused the address before a packet was sent'],
  leavesOpen: [
    'Whether it was to be listened on, or bound before connecting, and is not one of this host',
    'Whether it was to be connected to and is none: 0.0.0.0, or port 0',
  ],
  causes: [['closed-port', 'if it was to be listened on: clients will find the port closed']],
  next: 'deeper',
  retry: 'With an address that fits',
};
