/**
 * Reading the kept packets of a connection: which one closed it, what a segment occupies in sequence space (RFC 9293 §3.4)
 * and how sequence numbers compare (mod 2³²).
 */
import type { Connection, SideSummary } from '../model/connection.ts';
import type { Side } from '../model/endpoint.ts';
import type { PacketReferences } from '../model/fact.ts';
import { ACK, FIN, type KeptPacket, RST, SYN } from '../model/packet.ts';
import type { TimeNs } from '../model/time.ts';

/** How far `a` is ahead of `b` in sequence space; negative where it is behind. */
export function seqDistance(a: number, b: number): number {
  return (a - b) | 0;
}

/** The sequence number after a segment: SYN and FIN occupy one each. */
export function seqAfter(packet: KeptPacket): number {
  const controls = (packet.flags & SYN ? 1 : 0) + (packet.flags & FIN ? 1 : 0);
  return (packet.seq + packet.payloadLength + controls) >>> 0;
}

export function isReset(packet: KeptPacket): boolean {
  return (packet.flags & RST) !== 0;
}

export function isFin(packet: KeptPacket): boolean {
  return (packet.flags & FIN) !== 0;
}

export function hasAck(packet: KeptPacket): boolean {
  return (packet.flags & ACK) !== 0;
}

/** Index of the first kept packet with FIN or RST that was not ignored, or -1. */
export function closingIndex(connection: Connection): number {
  return connection.packets.findIndex(
    (packet, index) => isFin(packet) || (isReset(packet) && !wasIgnored(connection, index)),
  );
}

/**
 * Both ends went on after this reset: its sender sent more, and the peer acknowledged that. A reset whose numbers do not
 * fit is ignored, or answered with a challenge ACK (RFC 5961 §3.2).
 */
function wasIgnored(connection: Connection, index: number): boolean {
  const { packets } = connection;
  const reset = packets[index] as KeptPacket;
  const before = sentUpTo(connection, reset.from, index);
  const next = packets.findIndex(
    (packet, at) => at > index && packet.from === reset.from && !isReset(packet) && isNew(packet, before),
  );
  const sent = packets[next];
  if (sent === undefined) return false;
  return packets
    .slice(next + 1)
    .some((packet) => packet.from !== reset.from && acknowledges(packet, seqAfter(sent)) && !isReset(packet));
}

/** It carries payload or FIN beyond what had been sent. */
function isNew(packet: KeptPacket, sent: number | undefined): boolean {
  const after = seqAfter(packet);
  return (packet.flags & SYN) === 0 && after !== packet.seq && (sent === undefined || seqDistance(after, sent) > 0);
}

function acknowledges(packet: KeptPacket, seq: number): boolean {
  return hasAck(packet) && seqDistance(packet.ack, seq) >= 0;
}

/** The packet that closed the connection: its first FIN or RST. */
export function closingPacket(connection: Connection): KeptPacket | undefined {
  return connection.packets[closingIndex(connection)];
}

/** When the connection was closed, or last heard of. */
export function closingTime(connection: Connection): TimeNs {
  return closingPacket(connection)?.timeNs ?? connection.lastNs;
}

export function summaryOf(connection: Connection, side: Side): SideSummary {
  return side === 'client' ? connection.clientSide : connection.serverSide;
}

/** The address packets of a side come from. */
export function addressOf(connection: Connection, side: Side): string {
  return side === 'client' ? connection.client.address : connection.server.address;
}

/** The side whose packets are all there is, although the other must have sent some: it acknowledges them. */
export function onlySide({ clientSide, serverSide }: Connection): Side | undefined {
  if (serverSide.packets === 0 && clientSide.lastAck !== undefined && clientSide.lastAck !== 0) return 'client';
  if (clientSide.packets === 0 && serverSide.packets > 0) return 'server';
  return undefined;
}

/** References of those packets that are known; the connection's first kept packet where none is. */
export function refer(connection: Connection, ...numbers: readonly (number | undefined)[]): PacketReferences {
  const [first, ...rest] = [...new Set(numbers.filter((number) => number !== undefined))];
  return first === undefined
    ? [connection.packets[0]?.number ?? connection.handshake.synNumber ?? 0]
    : [first, ...rest];
}

/** The sequence number after everything a side sent in the packets before `index`, resets left out. */
export function sentUpTo(connection: Connection, side: Side, index: number): number | undefined {
  let after: number | undefined;
  for (const packet of connection.packets.slice(0, index)) {
    if (packet.from !== side || isReset(packet)) continue;
    const end = seqAfter(packet);
    if (after === undefined || seqDistance(end, after) > 0) after = end;
  }
  const summary = summaryOf(connection, side);
  // What was not kept came before: where nothing comes after, the tracker's count is the better one.
  const isLast = !connection.packets.slice(index).some((packet) => packet.from === side && !isReset(packet));
  return !connection.keptAll && isLast && summary.packets > summary.resets ? summary.nextSeq : after;
}

/** The highest acknowledgement a side sent in the packets before `index`, resets left out. */
export function acknowledgedUpTo(connection: Connection, side: Side, index: number): number | undefined {
  let highest: number | undefined;
  for (const packet of connection.packets.slice(0, index)) {
    if (packet.from !== side || isReset(packet) || !hasAck(packet)) continue;
    if (highest === undefined || seqDistance(packet.ack, highest) > 0) highest = packet.ack;
  }
  const isLast = !connection.packets.slice(index).some((packet) => packet.from === side);
  return !connection.keptAll && isLast ? (summaryOf(connection, side).lastAck ?? highest) : highest;
}
