/** No route leads to the address (RFC 792 type 3 code 0, or none in the own table). */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'network-unreachable',
  title: 'No route leads to the network',
  stage: 'connect',
  proves: [
    'No packet got further than this host or a router that has no route',
    'No request was sent, where it failed while connecting',
  ],
  leavesOpen: ['Whether the route is missing here or on the way'],
  causes: [
    ['network-unreachable', 'this host has no route, for example none for IPv6 at all'],
    ['address-family-mismatch', 'the name gave an IPv6 address to a host without IPv6'],
  ],
  next: 'probe',
  retry: 'Safe: no request was sent',
};
