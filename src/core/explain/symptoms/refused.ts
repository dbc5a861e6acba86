/** A SYN was answered by a reset, or by an ICMP error that says "port unreachable" (RFC 9293 §3.10.7.3, connect(2)). */
import type { Symptom } from './_symptom.ts';

export const symptom: Symptom = {
  id: 'refused',
  title: 'The connection was refused',
  stage: 'connect',
  proves: [
    'The address was reached, or a device that answers for it: the SYN got a reset or an ICMP error',
    'No connection existed, so no request was sent',
  ],
  leavesOpen: [
    'Whether the host itself answered or a firewall in its name',
    'Whether a service runs there under another address or port',
  ],
  causes: [
    ['closed-port', 'nothing listens on that port, or not any more'],
    [
      'listener-on-another-address',
      'the service listens on 127.0.0.1 or on one family only, and this is another address',
    ],
    ['firewall-reset-at-connect', 'a firewall set to reject answers just like a closed port'],
    ['address-family-mismatch', 'the name has an IPv6 address that nobody listens on'],
    ['firewall-port-unreachable', 'a reject rule answers with ICMP, which programs see as the same error'],
  ],
  next: 'probe',
  retry: 'Safe: no request was sent',
};
