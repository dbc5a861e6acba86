/**
 * The first FIN of each side, and whether the peer's payload crossed it on the way: payload that does not acknowledge a
 * FIN sent before it, and a FIN that does not acknowledge payload sent before it, were on the wire at the same time. A TLS
 * close_notify asks nothing and does not count.
 */
import type { Connection } from '../model/connection.ts';
import { otherSide, type Side } from '../model/endpoint.ts';
import type { FinFact } from '../model/fact.ts';
import { type KeptPacket, SYN } from '../model/packet.ts';
import type { TimeNs } from '../model/time.ts';
import type { Extractor } from './_extractor.ts';
import { isFarewell } from './_farewell.ts';
import { misfitsOf } from './_fin-misfits.ts';
import {
  closingIndex,
  hasAck,
  isFin,
  isReset,
  readSides,
  refer,
  sentUpTo,
  seqAfter,
  seqDistance,
  summaryOf,
} from './_packets.ts';

export const extractor: Extractor = {
  id: 'fins',
  extract: (connection) => {
    if (connection.clientSide.fins + connection.serverSide.fins === 0) return [];
    return readSides(connection, readFin).sort((a, b) => a.packets[0] - b.packets[0]);
  },
};

function readFin(connection: Connection, from: Side): FinFact | undefined {
  const index = connection.packets.findIndex((packet) => packet.from === from && isFin(packet));
  const fin = connection.packets[index];
  if (fin === undefined) return undefined;
  const fromPeer = (packet: KeptPacket): boolean => packet.from !== from && !isReset(packet);
  const speaks = (packet: KeptPacket): boolean => packet.payloadLength > 0 && !isFarewell(connection, packet);
  const later = connection.packets.slice(index + 1).filter(fromPeer);
  const earlier = connection.packets.slice(0, index).filter(fromPeer);
  const peerSent = sentUpTo(connection, otherSide(from), index);
  const own = connection.packets.filter((packet) => packet.from === from && hasAck(packet) && !isReset(packet));
  const peerData = later.find(
    (packet) => speaks(packet) && (peerSent === undefined || seqDistance(seqAfter(packet), peerSent) > 0),
  );
  const crossed = earlier.findLast(
    (packet) => speaks(packet) && hasAck(fin) && seqDistance(seqAfter(packet), fin.ack) > 0,
  );
  return {
    kind: 'fin',
    from,
    timeNs: fin.timeNs,
    quietNs: fin.timeNs - connection.activeNs,
    closes: index === closingIndex(connection),
    unawareNs: unawareOf(connection, fin, index),
    unseen: hasAck(fin) && peerSent !== undefined ? Math.max(0, seqDistance(fin.ack, peerSent)) : 0,
    spokeAfterUnseen: own.some(
      (packet) => packet.number < fin.number && speaks(packet) && seqDistance(packet.ack, fin.ack) >= 0,
    ),
    laterHeard: hasAck(fin) ? laterHeard(fin, own) : undefined,
    heardBefore: hasAck(fin) ? heardBefore(fin, own) : undefined,
    unseenBefore: unseenBefore(connection, fin, index),
    numbers: numbersOf(connection, fin, own),
    acknowledged: later.some((packet) => covers(packet, fin)),
    watchedNs: connection.watchedUntilNs - fin.timeNs,
    ends: countEnds(connection, from),
    misfits: misfitsOf(connection, index, fin),
    peerData: peerData && describePeerData(fin, peerData, later),
    crossed: crossed && { number: crossed.number, aheadNs: fin.timeNs - crossed.timeNs },
    packets: refer(connection, fin.number),
  };
}

/** Whoever has had the peer's FIN hears nothing more of it: what is acknowledged after this FIN came after it. */
function laterHeard(fin: KeptPacket, own: readonly KeptPacket[]): FinFact['laterHeard'] {
  const packet = own.find(({ number, ack }) => number > fin.number && seqDistance(ack, fin.ack) > 0);
  return packet && { number: packet.number, bytes: seqDistance(packet.ack, fin.ack) };
}

/** A bare acknowledgement of one byte more, upon which this side said no more than its FIN. */
function heardBefore(fin: KeptPacket, own: readonly KeptPacket[]): FinFact['heardBefore'] {
  const before = own.filter(({ number }) => number < fin.number);
  const at = before.findIndex(({ ack }) => ack === fin.ack);
  const [packet, earlier] = [before[at], before[at - 1]];
  if (packet === undefined || earlier === undefined || seqDistance(fin.ack, earlier.ack) !== 1) return undefined;
  if ((earlier.flags & SYN) !== 0 || before.slice(at).some(({ payloadLength }) => payloadLength > 0)) return undefined;
  return { number: packet.number, beforeNs: fin.timeNs - packet.timeNs };
}

/** Counted from the numbers of the SYNs; where the peer's was not captured, from what this side acknowledged first. */
function numbersOf(connection: Connection, fin: KeptPacket, own: readonly KeptPacket[]): FinFact['numbers'] {
  const { isn } = summaryOf(connection, fin.from);
  if (isn === undefined || !hasAck(fin)) return undefined;
  const peer = summaryOf(connection, otherSide(fin.from)).isn;
  const before = own.filter(({ number }) => number < fin.number);
  const start = peer === undefined ? (connection.keptAll ? before[0]?.ack : undefined) : (peer + 1) >>> 0;
  if (start === undefined) return undefined;
  const heard = seqDistance(fin.ack, start);
  const said = seqDistance(fin.seq, isn) - 1 + fin.payloadLength;
  if (heard < 0 || said < 0) return undefined;
  const known = before.reduce((most, { ack }) => Math.max(most, seqDistance(ack, start)), 0);
  return { said, heard, heardWith: Math.max(0, heard - known) };
}

/** Between the latest that its side had sent and the FIN, unless that came later, overtaken on its way. */
function unseenBefore(connection: Connection, fin: KeptPacket, index: number): number {
  const sent = sentUpTo(connection, fin.from, index);
  const isOvertaken = connection.packets
    .slice(index + 1)
    .some((packet) => packet.from === fin.from && packet.payloadLength > 0 && seqDistance(fin.seq, packet.seq) > 0);
  return sent === undefined || isOvertaken ? 0 : Math.max(0, seqDistance(fin.seq, sent));
}

/** Since the peer's FIN before this one, which it does not acknowledge. */
function unawareOf({ packets }: Connection, fin: KeptPacket, index: number): TimeNs | undefined {
  const other = packets.slice(0, index).find((packet) => packet.from !== fin.from && isFin(packet));
  if (other === undefined || !hasAck(fin) || seqDistance(fin.ack, seqAfter(other)) >= 0) return undefined;
  return fin.timeNs - other.timeNs;
}

/** Captured on both sides of a firewall that rewrites sequence numbers, one FIN is two. */
function countEnds({ packets }: Connection, from: Side): number {
  return new Set(packets.filter((packet) => packet.from === from && isFin(packet)).map(seqAfter)).size;
}

function describePeerData(
  fin: KeptPacket,
  peerData: KeptPacket,
  later: readonly KeptPacket[],
): NonNullable<FinFact['peerData']> {
  const told = later.find((packet) => covers(packet, fin)) ?? peerData;
  const since = told.number < peerData.number ? told : fin;
  return {
    number: peerData.number,
    delayNs: peerData.timeNs - fin.timeNs,
    knewOfFin: covers(peerData, fin),
    knownNs: peerData.timeNs - since.timeNs,
    payloadLength: peerData.payloadLength,
  };
}

function covers(packet: KeptPacket, fin: KeptPacket): boolean {
  return hasAck(packet) && seqDistance(packet.ack, seqAfter(fin)) >= 0;
}
