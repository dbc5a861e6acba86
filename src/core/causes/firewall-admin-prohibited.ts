/**
 * ICMP communication administratively prohibited (3/9, 3/10, 3/13; ICMPv6 1/1, 1/5, 1/6): a filter says that it filters
 * (RFC 1812 §5.2.7.1, RFC 4443 §3.1).
 */
import type { Cause } from '../model/cause.ts';
import { EXPLAINED_BY_ICMP, weighIcmp } from './_icmp.ts';

export const cause: Cause = {
  id: 'firewall-admin-prohibited',
  title: 'a firewall prohibits the connection (ICMP)',
  severity: 'failure',
  refines: EXPLAINED_BY_ICMP,
  wouldBeProvedBy: ['the rule set of the machine that sent the ICMP error (nft list ruleset, firewall-cmd --list-all)'],
  advice: ['Have the connection allowed on the machine that sent the error, or go another way'],
  weigh: (facts) =>
    weighIcmp(facts, 'admin-prohibited', {
      router: 'a packet filter said that its rules prohibit this connection',
      own: 'a packet filter on the host that sent it prohibits this connection',
    }),
};
