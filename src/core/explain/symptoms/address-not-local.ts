/** The address to listen on is none of this host (EADDRNOTAVAIL at bind). */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'address-not-local',
  title: 'The address to listen on is not one of this host',
  stage: 'local',
  proves: ['The program asked for an address that no interface of this host has; it does not listen'],
  leavesOpen: ['Whether the address comes later, as that of a cluster does'],
  causes: [['closed-port', 'clients will find the port closed']],
  next: 'listeners',
  retry: 'Once the address is there',
};
