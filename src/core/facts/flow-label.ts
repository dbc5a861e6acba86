/**
 * The IPv6 flow label of resets. Linux labels a connection's packets by its hash; a reset made by the live socket or its
 * TIME-WAIT keeps that label, one made without a socket has another that is not zero, and one made by netfilter has zero
 * (net/ipv6/tcp_ipv6.c tcp_v6_send_response, net/ipv6/netfilter/nf_reject_ipv6.c). Label 0 says nothing where nothing else
 * of that host has a label, in this connection or others.
 */
import type { Connection } from '../model/connection.ts';
import type { FlowLabelFact } from '../model/fact.ts';
import type { KeptPacket } from '../model/packet.ts';
import type { Extractor, Surroundings } from './_extractor.ts';
import { addressOf, hasReset, isReset, refer, summaryOf } from './_packets.ts';

export const extractor: Extractor = {
  id: 'flow-label',
  extract: (connection, surroundings) => {
    const facts: FlowLabelFact[] = [];
    if (!hasReset(connection)) return facts;
    for (const packet of connection.packets.filter(isReset).slice(0, 4)) {
      const relation = relate(connection, packet, surroundings);
      if (relation === undefined) continue;
      facts.push({ kind: 'flow-label', from: packet.from, relation, packets: refer(connection, packet.number) });
    }
    return facts;
  },
};

function relate(
  connection: Connection,
  reset: KeptPacket,
  surroundings: Surroundings,
): FlowLabelFact['relation'] | undefined {
  const own = summaryOf(connection, reset.from);
  // The label counts from the packets without RST; a refusal is all its sender has sent.
  const silent = own.packets === own.resets;
  if (reset.flowLabel !== 0) return reset.flowLabel === own.flowLabel ? 'same' : 'other';
  const labels = silent ? surroundings.labels(addressOf(connection, reset.from)) : own.flowLabel !== 0;
  return labels ? 'zero' : undefined;
}
