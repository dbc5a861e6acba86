/**
 * A firewall answers the SYN with a reset in the server's name (nft/iptables `reject with tcp reset`, net/ipv4/netfilter/
 * nf_reject_ipv4.c). Its bytes are those of a closed port; only the distance it comes from can differ.
 */
import type { Cause } from '../model/cause.ts';
import { closingReset, hints, speaksAgainst, supports } from './_evidence.ts';
import { ttlOf } from './_sender.ts';

export const cause: Cause = {
  id: 'firewall-reset-at-connect',
  title: 'a firewall refused the connection with a reset',
  severity: 'failure',
  wouldBeProvedBy: [
    'a capture on the server at the same time: a SYN that never arrives there was refused on the way',
    'no tcp_send_reset event on the server while the reset is seen here (a local firewall shows kfree_skb NETFILTER_DROP)',
  ],
  advice: [
    'Look for a reject rule for this port on the server and on the firewalls before it (nft list ruleset, iptables -S)',
  ],
  weigh: (facts) => {
    const reset = closingReset(facts);
    if (reset?.form !== 'refusal') return undefined;
    const ttl = ttlOf(facts, reset.packets[0]);
    const evidence = [hints(reset, 'a reject rule sends the same bytes as a closed port')];
    if (ttl?.relation === 'different') {
      evidence.push(
        supports(ttl, `TTL ${ttl.ttl}, but the server's packets in other connections arrive with ${ttl.baseline}`),
      );
    } else if (ttl?.relation === 'same' && ttl.hops > 0) {
      evidence.push(speaksAgainst(ttl, `TTL ${ttl.ttl} is the server's own: only a rule on the server itself fits`));
    }
    return {
      evidence,
      closer: 'middlebox',
      summary: 'A firewall in front of the server refused the connection with a reset in the server’s name',
    };
  },
};
