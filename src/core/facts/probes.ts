/** Keep-alive probes of each side, how many stayed without answer, and whether the side gave up (RFC 9293 §3.8.4). */
import type { Connection } from '../model/connection.ts';
import type { Side } from '../model/endpoint.ts';
import type { ProbesFact } from '../model/fact.ts';
import type { KeptPacket } from '../model/packet.ts';
import type { Extractor } from './_extractor.ts';
import { isFin, isReset, readSides, refer, seqDistance, summaryOf } from './_packets.ts';

export const extractor: Extractor = {
  id: 'probes',
  extract: (connection) => readSides(connection, readProbes),
};

function readProbes(connection: Connection, from: Side): ProbesFact | undefined {
  const summary = summaryOf(connection, from);
  if (summary.keepAliveProbes === 0) return undefined;
  const probes = connection.packets.filter((packet) => isProbe(packet, from, summary.nextSeq));
  const last = probes.at(-1);
  const previous = probes.at(-2);
  const reset = connection.packets.find((packet) => packet.from === from && isReset(packet));
  return {
    kind: 'probes',
    from,
    unanswered: summary.unansweredProbes,
    total: summary.keepAliveProbes,
    intervalNs: last && previous && last.timeNs - previous.timeNs,
    resetAfterNs: last && reset && reset.timeNs - last.timeNs,
    packets: refer(connection, ...probes.slice(-4).map((packet) => packet.number), reset?.number),
  };
}

/** Seq one below the next to send, with one byte of old payload or none. */
function isProbe(packet: KeptPacket, from: Side, nextSeq: number): boolean {
  if (packet.from !== from || isReset(packet) || isFin(packet) || packet.payloadLength > 1) return false;
  return seqDistance(packet.seq, nextSeq) === -1;
}
