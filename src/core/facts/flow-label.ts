/**
 * The IPv6 flow label of resets. Linux labels a connection's packets by its hash; a reset made by the live socket or its
 * TIME-WAIT keeps that label, one made without a socket has another that is not zero, and one made by netfilter has zero
 * (net/ipv6/tcp_ipv6.c tcp_v6_send_response, net/ipv6/netfilter/nf_reject_ipv6.c). Label 0 says nothing where the whole
 * direction has label 0.
 */
import type { FlowLabelFact } from '../model/fact.ts';
import type { Extractor } from './_extractor.ts';
import { isReset, refer, summaryOf } from './_packets.ts';

export const extractor: Extractor = {
  id: 'flow-label',
  extract: (connection) => {
    const facts: FlowLabelFact[] = [];
    for (const packet of connection.packets.filter(isReset).slice(0, 4)) {
      const label = summaryOf(connection, packet.from).flowLabel;
      if (label === 0) continue;
      const relation = packet.flowLabel === 0 ? 'zero' : packet.flowLabel === label ? 'same' : 'other';
      facts.push({ kind: 'flow-label', from: packet.from, relation, packets: refer(connection, packet.number) });
    }
    return facts;
  },
};
