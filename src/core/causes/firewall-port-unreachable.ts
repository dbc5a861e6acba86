/**
 * ICMP port unreachable (3/3, ICMPv6 1/4) to a SYN: what a packet filter's `reject` sends by default. A TCP without a
 * listener answers with a reset, never with this (RFC 9293 §3.10.7.1; RFC 1122 §3.2.2.1 has it for protocols without
 * such means, as UDP). Protocol unreachable (3/2) says that a host has no TCP at all: rules may be told to send it, too.
 */
import type { Cause } from '../model/cause.ts';
import { EXPLAINED_BY_ICMP, weighIcmp } from './_icmp.ts';

export const cause: Cause = {
  id: 'firewall-port-unreachable',
  title: 'a firewall rejected the connection (ICMP port unreachable)',
  severity: 'failure',
  refines: EXPLAINED_BY_ICMP,
  wouldBeProvedBy: ['the rule set of the host that sent the ICMP error (nft list ruleset, iptables -S)'],
  advice: [
    'Allow the port in the firewall that sent the error, or start from an address it allows',
    'If the address is a load balancer’s or a Kubernetes service’s, look whether anything stands behind it',
  ],
  weigh: (facts) =>
    weighIcmp(facts, 'port-unreachable', {
      router: 'a rule rejects it as port unreachable; a TCP without a listener would have sent a reset',
      own: 'a packet filter on the host that sent it rejects it as port unreachable',
    }) ??
    weighIcmp(facts, 'protocol-unreachable', {
      router: 'a rule rejects it as protocol unreachable, as if nobody there spoke TCP',
      own: 'a packet filter on the host that sent it rejects it as protocol unreachable, as if that did not speak TCP',
    }),
};
