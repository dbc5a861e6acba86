/** ICMP port unreachable (3/3, ICMPv6 1/4) to a SYN: what `reject` sends by default. TCP itself answers a closed port with a reset, never with this (RFC 1122 §4.2.3.9 is for UDP), so a filter did. */
import type { Cause } from '../model/cause.ts';
import { weighIcmp } from './_icmp.ts';

export const cause: Cause = {
  id: 'firewall-port-unreachable',
  title: 'a firewall rejected the connection (ICMP port unreachable)',
  severity: 'failure',
  wouldBeProvedBy: ['the rule set of the host that sent the ICMP error (nft list ruleset, iptables -S)'],
  advice: ['Allow the port in the firewall that sent the error, or start from an address it allows'],
  weigh: (facts) =>
    weighIcmp(
      facts,
      'port-unreachable',
      'proves',
      'a filter rejected the SYN with ICMP port unreachable; a TCP without a listener would have sent a reset',
    ),
};
