/**
 * A side that repeated a segment while the peer acknowledged nothing new any more (RFC 6298 §5). Not a stall: a repetition
 * that was acknowledged after all, and repeated SYNs, which the handshake tells.
 */
import type { Connection, SideSummary } from '../model/connection.ts';
import { otherSide, type Side } from '../model/endpoint.ts';
import type { StallFact } from '../model/fact.ts';
import { ACK, type KeptPacket, SYN } from '../model/packet.ts';
import type { TimeNs } from '../model/time.ts';
import type { Extractor } from './_extractor.ts';
import {
  closingIndex,
  hasAck,
  isFin,
  isReset,
  lacksBareAcks,
  readSides,
  refer,
  seqAfter,
  seqDistance,
  summaryOf,
} from './_packets.ts';

/** The tracker counts no further. */
const RUN_MAX = 255;

export const extractor: Extractor = {
  id: 'stall',
  extract: (connection) => readSides(connection, readStall),
};

function readStall(connection: Connection, side: Side): StallFact | undefined {
  const summary = summaryOf(connection, side);
  const peer = summaryOf(connection, otherSide(side));
  const upToReset = summary.retransmittedRun < 1 ? packetsUpToOwnReset(connection, side) : undefined;
  if (summary.retransmittedRun < 1 && upToReset === undefined) return undefined;
  const acknowledged = (upToReset === undefined ? peer.lastAck : lastAckOf(upToReset, otherSide(side))) ?? summary.isn;
  const unacknowledged = (upToReset ?? connection.packets).filter(
    (packet) =>
      isUnacknowledged(packet, side) && (acknowledged === undefined || seqDistance(seqAfter(packet), acknowledged) > 0),
  );
  const stuck = lowest(unacknowledged);
  if (stuck === undefined) return undefined;
  const copies = unacknowledged.filter((packet) => seqDistance(packet.seq, stuck.seq) <= 0);
  const first = copies[0] as KeptPacket;
  const last = copies.at(-1) as KeptPacket;
  // Without the peer's acknowledgements repetitions of all that got through in the end add up.
  const countsAll = upToReset === undefined && !lacksBareAcks(connection);
  const retransmissions = countsAll ? summary.retransmittedRun : copies.length - 1;
  if (retransmissions < 1) return undefined;
  const sinceKnown = connection.keptAll || countRepeats(unacknowledged) >= summary.retransmittedRun;
  const acknowledgedBytes = countAcknowledged(summary, peer);
  const behind = unacknowledged.filter(
    (packet) => seqDistance(packet.seq, stuck.seq) > 0 && packet.payloadLength < stuck.payloadLength,
  );
  const arrived = laterArrival(connection, stuck, behind, acknowledgedBytes);
  return {
    kind: 'stall',
    side,
    retransmissions,
    ...countCopies(unacknowledged, copies, summary, sinceKnown),
    sinceNs: first.timeNs,
    sinceKnown,
    spanNs: last.timeNs - first.timeNs,
    quietBeforeNs: sinceKnown ? quietBefore(connection, first) : undefined,
    payloadLength: Math.max(...copies.map((packet) => packet.payloadLength)),
    acknowledgedBytes,
    peerHeard: isPeerHeard(connection, first, last),
    smallerBefore: acknowledgedBytes > 0 && acknowledgedBytes < stuck.payloadLength,
    smallerBehind: (arrived ?? behind[0])?.payloadLength,
    smallerArrived: arrived !== undefined || (mayHaveArrived(connection, stuck, behind) ? undefined : false),
    someBehindArrived: connection.packets.some(
      (packet) => packet.from !== side && packet.sacksBehind && packet.ack === stuck.seq,
    ),
    packets: refer(connection, first.number, last.number),
  };
}

/** What came before this side gave up with a reset: an acknowledgement that comes after that comes too late. */
function packetsUpToOwnReset(connection: Connection, side: Side): readonly KeptPacket[] | undefined {
  const at = closingIndex(connection);
  const closing = connection.packets[at];
  return closing?.from === side && isReset(closing) ? connection.packets.slice(0, at) : undefined;
}

function lastAckOf(packets: readonly KeptPacket[], side: Side): number | undefined {
  return packets.findLast((packet) => packet.from === side && hasAck(packet))?.ack;
}

/**
 * The peer said something after the first copy; not with a reset, and not after one: who has given up expects no
 * acknowledgement any more, and a peer that resets a copy had got it.
 */
function isPeerHeard({ packets }: Connection, first: KeptPacket, last: KeptPacket): boolean {
  const givenUp = packets.find((packet) => isReset(packet) && packet.number >= last.number)?.number;
  return packets.some(
    (packet) =>
      packet.from !== first.from &&
      packet.number > first.number &&
      !isReset(packet) &&
      (givenUp === undefined || packet.number < givenUp),
  );
}

/** Where nothing else waits for an acknowledgement, all repetitions are of the stuck segment. */
function countCopies(
  unacknowledged: readonly KeptPacket[],
  copies: readonly KeptPacket[],
  { retransmittedRun }: SideSummary,
  allKept: boolean,
): Pick<StallFact, 'copies' | 'copiesKnown'> {
  const isAlone = unacknowledged.every(({ seq }) => seq === unacknowledged[0]?.seq);
  if (!isAlone || copies.length > retransmittedRun) return { copies: copies.length, copiesKnown: allKept };
  return { copies: retransmittedRun + 1, copiesKnown: retransmittedRun < RUN_MAX };
}

/** Packets of which an earlier copy is among them: where that are all repetitions there were, each first copy was kept. */
function countRepeats(packets: readonly KeptPacket[]): number {
  return packets.length - new Set(packets.map(({ seq }) => seq)).size;
}

/** From the packet before to this one, where that was kept. */
function quietBefore({ packets }: Connection, packet: KeptPacket): TimeNs | undefined {
  const before = packets[packets.indexOf(packet) - 1];
  return before && packet.timeNs - before.timeNs;
}

/**
 * The shorter segment behind the stuck one that did arrive: the peer answered it with a duplicate acknowledgement
 * (RFC 9293 §3.10.7.4; what it acknowledges twice it had acknowledged before, by the handshake if by nothing else).
 */
function laterArrival(
  connection: Connection,
  stuck: KeptPacket,
  behind: readonly KeptPacket[],
  acknowledgedBytes: number,
): KeptPacket | undefined {
  const repeats = connection.packets.filter(
    (packet) => packet.from !== stuck.from && isPlainAck(packet) && packet.ack === stuck.seq,
  );
  const duplicates = acknowledgedBytes > 0 ? repeats.slice(1) : repeats;
  return behind.find((packet) => duplicates.some((duplicate) => duplicate.number > packet.number));
}

/**
 * An acknowledgement behind that segment that may be such a duplicate: what it repeats may have come before the packets that were
 * kept.
 */
function mayHaveArrived(connection: Connection, stuck: KeptPacket, behind: readonly KeptPacket[]): boolean {
  const [first] = behind;
  if (first === undefined || connection.keptAll) return false;
  return connection.packets.some(
    (packet) =>
      packet.from !== stuck.from && isPlainAck(packet) && packet.ack === stuck.seq && packet.number > first.number,
  );
}

function isPlainAck(packet: KeptPacket): boolean {
  return packet.flags === ACK && packet.payloadLength === 0;
}

function isUnacknowledged(packet: KeptPacket, side: Side): boolean {
  if (packet.from !== side || isReset(packet) || (packet.flags & SYN) !== 0) return false;
  return packet.payloadLength > 0 || isFin(packet);
}

function lowest(packets: readonly KeptPacket[]): KeptPacket | undefined {
  let found: KeptPacket | undefined;
  for (const packet of packets) if (found === undefined || seqDistance(packet.seq, found.seq) < 0) found = packet;
  return found;
}

/** Bytes of the stream without those still to be acknowledged; the stream may have gone round the sequence numbers. */
function countAcknowledged(side: SideSummary, peer: SideSummary): number {
  if (peer.lastAck === undefined) return 0;
  const pending = Math.max(0, seqDistance(side.nextSeq, peer.lastAck) - (side.fins > 0 ? 1 : 0));
  return Math.max(0, side.streamBytes - pending);
}
