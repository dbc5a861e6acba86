/**
 * A side answered an acknowledgement with a bare reset, and afterwards repeated the data that it acknowledges: its kernel got the
 * segment, and its connection did not.
 */
import type { RepeatedAfterResetFact } from '../model/fact.ts';
import { type KeptPacket, SYN } from '../model/packet.ts';
import type { Extractor } from './_extractor.ts';
import { closingIndex, hasAck, hasReset, isFin, isReset, refer, seqAfter, seqDistance } from './_packets.ts';

export const extractor: Extractor = {
  id: 'repeated-after-reset',
  extract: (connection) => {
    if (!hasReset(connection)) return [];
    const { packets } = connection;
    const at = closingIndex(connection);
    const reset = packets[at];
    if (reset === undefined || isFin(reset) || hasAck(reset)) return [];
    const trigger = packets.slice(0, at).findLast((packet) => answers(reset, packet));
    if (trigger === undefined) return [];
    const again = packets.slice(at + 1).find((packet) => isDataOf(packet, reset) && acknowledges(trigger, packet));
    if (again === undefined || !isRepetition(packets, at, again)) return [];
    const fact: RepeatedAfterResetFact = {
      kind: 'repeated-after-reset',
      from: reset.from,
      afterNs: again.timeNs - reset.timeNs,
      packets: refer(connection, trigger.number, reset.number, again.number),
    };
    return [fact];
  },
};

/** A bare reset takes its sequence number from the segment it answers (RFC 9293 §3.5.2). */
function answers(reset: KeptPacket, packet: KeptPacket): boolean {
  return packet.from !== reset.from && !isReset(packet) && (packet.flags & SYN) === 0 && packet.ack === reset.seq;
}

function isDataOf({ from, payloadLength, flags }: KeptPacket, reset: KeptPacket): boolean {
  return from === reset.from && payloadLength > 0 && (flags & SYN) === 0;
}

function acknowledges(trigger: KeptPacket, packet: KeptPacket): boolean {
  return seqDistance(trigger.ack, seqAfter(packet)) >= 0;
}

/** The same data once more, in a packet of its own: not one that arrives late, or twice. */
function isRepetition(packets: readonly KeptPacket[], at: number, again: KeptPacket): boolean {
  const before = packets
    .slice(0, at)
    .find((packet) => packet.from === again.from && packet.seq === again.seq && packet.payloadLength > 0);
  return before !== undefined && again.ttl === before.ttl && (again.ipId === 0 || again.ipId !== before.ipId);
}
