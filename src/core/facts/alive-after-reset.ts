/**
 * Payload or FIN from a side after its own reset: the rule RST_SEQ_DATA of Weaver, Sommer and Paxson ("Detecting Forged TCP
 * Reset Packets", NDSS 2009). A stack that sent a reset has no connection left to send from. The benign look-alike is a
 * packet that was sent before the reset and arrived after it.
 */
import type { Connection } from '../model/connection.ts';
import type { AliveFact } from '../model/fact.ts';
import { type KeptPacket, SYN } from '../model/packet.ts';
import { MILLISECOND, SECOND, type TimeNs } from '../model/time.ts';
import type { Extractor } from './_extractor.ts';
import { hasAck, hasReset, isFin, isReset, refer, seqAfter, seqDistance } from './_packets.ts';

/** Packets do not overtake each other by more than this on one path, unless half the round trip is longer: the way there. */
const REORDERING_MAX: TimeNs = 20 * MILLISECOND;

/** Where the round trip is not known. */
const UNKNOWN_OVERTAKEN: TimeNs = 500 * MILLISECOND;

/** Nobody repeats for longer what belongs to a connection that was reset; later packets are of another one. */
const ALIVE_MAX: TimeNs = 120 * SECOND;

export const extractor: Extractor = {
  id: 'alive-after-reset',
  extract: (connection) => {
    const facts: AliveFact[] = [];
    if (!hasReset(connection)) return facts;
    for (const [index, reset] of connection.packets.entries()) {
      if (!isReset(reset) || facts.some((fact) => fact.from === reset.from)) continue;
      const overtakenMax = Math.max(REORDERING_MAX, overtakenIn(connection, reset));
      const alive = findAlive(connection, index, reset, overtakenMax);
      if (alive !== undefined) facts.push(describe(connection, index, reset, alive, overtakenMax));
    }
    return facts;
  },
};

/** The first packet that shows its sender alive after the reset; rather one that was not overtaken, where there is one. */
function findAlive(
  { packets }: Connection,
  index: number,
  reset: KeptPacket,
  overtakenMax: TimeNs,
): KeptPacket | undefined {
  let alive: KeptPacket | undefined;
  for (let at = index + 1; at < packets.length; at += 1) {
    const packet = packets[at] as KeptPacket;
    if (!isLater(packet, reset)) continue;
    if (packet.timeNs - reset.timeNs > overtakenMax) return packet;
    alive ??= packet;
  }
  return alive;
}

/** Payload or FIN that lies at or after the reset in sequence space. A new SYN would be a new connection. */
function isLater(packet: KeptPacket, reset: KeptPacket): boolean {
  if (packet.from !== reset.from || isReset(packet) || (packet.flags & SYN) !== 0) return false;
  if (packet.timeNs - reset.timeNs > ALIVE_MAX) return false;
  return (packet.payloadLength > 0 || isFin(packet)) && seqDistance(seqAfter(packet), reset.seq) > 0;
}

function describe(
  connection: Connection,
  index: number,
  reset: KeptPacket,
  alive: KeptPacket,
  overtakenMax: TimeNs,
): AliveFact {
  const trigger = connection.packets
    .slice(0, index)
    .findLast((packet) => packet.from !== reset.from && packet.payloadLength > 0);
  const answered = hasAck(reset) ? reset.ack : trigger && seqAfter(trigger);
  return {
    kind: 'alive-after-reset',
    from: reset.from,
    afterNs: alive.timeNs - reset.timeNs,
    notReordered: alive.timeNs - reset.timeNs > overtakenMax,
    gotTrigger: answered !== undefined && hasAck(alive) && seqDistance(alive.ack, answered) >= 0,
    otherTtl: alive.ttl !== reset.ttl,
    packets: refer(connection, reset.number, alive.number),
  };
}

/** Who is overtaken by more takes twice as long as the other. An ACK behind the reset tells no round trip. */
function overtakenIn({ handshake }: Connection, reset: KeptPacket): TimeNs {
  const { synNs, synAckNs, ackNs } = handshake;
  if (synNs === undefined || synAckNs === undefined || ackNs === undefined) return UNKNOWN_OVERTAKEN;
  if (ackNs > reset.timeNs) return UNKNOWN_OVERTAKEN;
  return (ackNs - synNs) / 2;
}
