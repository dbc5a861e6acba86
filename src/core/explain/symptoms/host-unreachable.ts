/** A router said that it cannot reach the host, or ARP got no answer (RFC 792, RFC 4443). */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'host-unreachable',
  title: 'The host cannot be reached',
  stage: 'connect',
  proves: [
    'A router, or the own system, said that it does not reach the address',
    'No request was sent, where it failed while connecting',
  ],
  leavesOpen: ['Whether a rule or a missing host is behind it: firewalls send the same ICMP message'],
  causes: [
    ['unanswered-arp', 'the host is down or has another address, where it is on this network'],
    ['host-unreachable', 'a router has no way to it'],
    ['firewall-admin-prohibited', 'a reject rule says "prohibited", which programs see as this error'],
    ['duplicate-address', 'two hosts share the address, where it comes and goes'],
  ],
  next: 'probe',
  retry: 'Safe: no request was sent',
};
