/**
 * Reading the kept packets of a connection: which one closed it, what a segment occupies in sequence space (RFC 9293 §3.4)
 * and how sequence numbers compare (mod 2³²).
 */
import type { Connection, SideSummary } from '../model/connection.ts';
import type { Side } from '../model/endpoint.ts';
import type { PacketReferences } from '../model/fact.ts';
import { ACK, FIN, type KeptPacket, RST, SYN } from '../model/packet.ts';
import { MILLISECOND, type TimeNs } from '../model/time.ts';

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

/**
 * Whether its sender closes with it. Beside RST nobody looks at FIN (RFC 9293 §3.10.7.4), and stacks drop a SYN with FIN,
 * which scanners send.
 */
export function isFin(packet: KeptPacket): boolean {
  return (packet.flags & (FIN | RST | SYN)) === FIN;
}

export function hasAck(packet: KeptPacket): boolean {
  return (packet.flags & ACK) !== 0;
}

/** Whether either end sent a reset: most of what is asked of packets concerns only such connections. */
export function hasReset({ clientSide, serverSide }: Connection): boolean {
  return clientSide.resets > 0 || serverSide.resets > 0;
}

/** The connection last asked about, and its answer: every extractor asks for it. */
let asked: Connection | undefined;
let answer = -1;

/** Index of the first kept packet with FIN or RST that was not ignored, or -1. */
export function closingIndex(connection: Connection): number {
  if (connection !== asked) {
    answer = findClosing(connection);
    asked = connection;
  }
  return answer;
}

function findClosing(connection: Connection): number {
  const { packets } = connection;
  for (let index = acceptedAt(connection); index < packets.length; index += 1) {
    const packet = packets[index] as KeptPacket;
    if (isFin(packet) || (isReset(packet) && !wasIgnored(connection, index))) return index;
  }
  return -1;
}

/**
 * Index of the SYN-ACK that the client took, where a reset came before: what that ended was an attempt before this one, or an
 * older connection between the same ports (RFC 9293 §3.10.7.3); else 0.
 */
function acceptedAt(connection: Connection): number {
  const { packets, clientSide, serverSide } = connection;
  if (serverSide.packets === 0 && clientSide.syns > 1 && hasReset(connection)) return askedAnewAt(packets);
  if (clientSide.syns < 2 || serverSide.syns === 0 || !hasReset(connection)) return 0;
  const at = packets.findIndex(({ from, flags }) => from === 'server' && (flags & (SYN | ACK | RST)) === (SYN | ACK));
  if (at < 0 || !packets.slice(0, at).some(isReset)) return 0;
  const next = seqAfter(packets[at] as KeptPacket);
  const took = packets.slice(at).find(({ from, flags }) => from === 'client' && (flags & SYN) === 0);
  return took !== undefined && !isReset(took) && acknowledges(took, next) ? at : 0;
}

/**
 * The same where the client’s packets alone were captured: index of the SYN behind a reset that something is acknowledged after,
 * else 0.
 */
function askedAnewAt(packets: readonly KeptPacket[]): number {
  const at = packets.findLastIndex(({ flags }) => (flags & (SYN | RST)) === SYN);
  if (at <= 0 || !packets.slice(0, at).some(isReset)) return 0;
  return packets.slice(at + 1).some((packet) => hasAck(packet) && !isReset(packet)) ? at : 0;
}

/**
 * Both ends went on after this reset: its sender sent more, and the peer acknowledged that. A reset whose numbers do not
 * fit is ignored, or answered with a challenge ACK (RFC 5961 §3.2).
 */
function wasIgnored(connection: Connection, index: number): boolean {
  const { packets } = connection;
  const reset = packets[index] as KeptPacket;
  const before = sentUpTo(connection, reset.from, index);
  let sent: KeptPacket | undefined;
  for (let at = index + 1; at < packets.length; at += 1) {
    const packet = packets[at] as KeptPacket;
    if (isReset(packet)) continue;
    if (sent === undefined) {
      if (packet.from === reset.from && isNew(packet, before)) sent = packet;
    } else if (packet.from !== reset.from && acknowledges(packet, seqAfter(sent))) return true;
  }
  return false;
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
  const index = closingIndex(connection);
  return index < 0 ? undefined : connection.packets[index];
}

/** Kept packets with payload up to the closing one; a keep-alive probe may have one byte. */
export function spokenPackets(connection: Connection): readonly KeptPacket[] {
  const closing = closingIndex(connection);
  const spoken: KeptPacket[] = [];
  for (const [index, packet] of connection.packets.entries()) {
    if (closing >= 0 && index > closing) break;
    if (packet.payloadLength > 1 && !isReset(packet)) spoken.push(packet);
  }
  return spoken;
}

/** When the connection was closed, or last heard of. */
export function closingTime(connection: Connection): TimeNs {
  return closingPacket(connection)?.timeNs ?? connection.lastNs;
}

export function summaryOf(connection: Connection, side: Side): SideSummary {
  return side === 'client' ? connection.clientSide : connection.serverSide;
}

/**
 * Whether a packet lacks the TCP MD5 signature or authentication option (RFC 2385, RFC 5925) that all others of its side
 * bear, resets left out.
 */
export function lacksSignature(connection: Connection, packet: KeptPacket): boolean {
  if (packet.isSigned !== false) return false;
  let bears = summaryOf(connection, packet.from).signs;
  for (const other of connection.packets) {
    if (other.from !== packet.from || other === packet || isReset(other)) continue;
    if (other.isSigned === false) return false;
    if (other.isSigned === true) bears = true;
  }
  return bears;
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

/** Packets of a connection of which one at least acknowledges and nothing else, unless a request chases an answer all the time. */
const WITHOUT_BARE_ACK_MAX = 20;

/**
 * Whether the capture has no bare acknowledgement of a connection that must have had some, as where a filter leaves them out:
 * the client answers the SYN-ACK with one (RFC 9293 §3.5). Some let their first data do so; what follows from this may only make
 * an answer less sure.
 */
export function lacksBareAcks({ history, clientSide, serverSide }: Connection): boolean {
  if (/a/i.test(history) || clientSide.packets === 0 || serverSide.packets === 0) return false;
  if (clientSide.packets + serverSide.packets > WITHOUT_BARE_ACK_MAX) return true;
  return serverSide.syns > 0 && clientSide.payloadBytes > 0;
}

const SIDES: readonly Side[] = ['client', 'server'];

/** What is read of the client and of the server, where there is anything. */
export function readSides<Found>(
  connection: Connection,
  read: (connection: Connection, side: Side) => Found | undefined,
): Found[] {
  const facts: Found[] = [];
  for (const side of SIDES) {
    const fact = read(connection, side);
    if (fact !== undefined) facts.push(fact);
  }
  return facts;
}

/** References of those packets that are known; the connection's first kept packet where none is. */
export function refer(connection: Connection, ...numbers: readonly (number | undefined)[]): PacketReferences {
  const known: number[] = [];
  for (const number of numbers) if (number !== undefined && !known.includes(number)) known.push(number);
  if (known.length === 0) known.push(firstKept(connection)?.number ?? connection.handshake.synNumber ?? 0);
  return known as [number, ...number[]];
}

function firstKept({ packets }: Connection): KeptPacket | undefined {
  return packets.length === 0 ? undefined : packets[0];
}

/** The sequence number after everything a side sent in the packets before `index`, resets left out. */
export function sentUpTo(connection: Connection, side: Side, index: number): number | undefined {
  const { packets } = connection;
  let after: number | undefined;
  let isLast = true;
  for (let at = 0; at < packets.length; at += 1) {
    const packet = packets[at] as KeptPacket;
    if (packet.from !== side || isReset(packet)) continue;
    if (at >= index) {
      isLast = false;
      break;
    }
    const end = seqAfter(packet);
    if (after === undefined || seqDistance(end, after) > 0) after = end;
  }
  const summary = summaryOf(connection, side);
  // What was not kept came before: where nothing comes after, the tracker's count is the better one.
  return !connection.keptAll && isLast && summary.packets > summary.resets ? summary.nextSeq : after;
}

/** The highest acknowledgement a side sent in the packets before `index`, resets left out. */
export function acknowledgedUpTo(connection: Connection, side: Side, index: number): number | undefined {
  const { packets } = connection;
  let highest: number | undefined;
  let isLast = true;
  for (let at = 0; at < packets.length; at += 1) {
    const packet = packets[at] as KeptPacket;
    if (packet.from !== side) continue;
    if (at >= index) {
      isLast = false;
      break;
    }
    if (isReset(packet) || !hasAck(packet)) continue;
    if (highest === undefined || seqDistance(packet.ack, highest) > 0) highest = packet.ack;
  }
  return !connection.keptAll && isLast ? (summaryOf(connection, side).lastAck ?? highest) : highest;
}

/** Packets that leave a host at the same time as others arrive may be captured in either order. */
export const SAME_TIME_MAX: TimeNs = 1 * MILLISECOND;

/** Further apart than this are two numberings of one stream, before and behind a firewall that rewrites them. */
export const NUMBERING_APART_MIN = 0x10_0000;

/**
 * A segment that a side sent although its peer had acknowledged more than it holds a while before: nobody acknowledges what
 * was not sent, so the peer had it from somebody else. Not where it is a repetition.
 */
export function acknowledgedBeforeSent({ packets }: Connection, side: Side): KeptPacket | undefined {
  let acknowledgement: KeptPacket | undefined;
  for (let at = 0; at < packets.length; at += 1) {
    const packet = packets[at] as KeptPacket;
    if (isReset(packet) || (packet.flags & SYN) !== 0 || !hasAck(packet)) continue;
    if (packet.from !== side) {
      if (acknowledgement === undefined || seqDistance(packet.ack, acknowledgement.ack) > 0) acknowledgement = packet;
    } else if (packet.payloadLength > 1 && acknowledgement !== undefined) {
      const isLate = packet.timeNs - acknowledgement.timeNs > SAME_TIME_MAX;
      const isCopy = (other: KeptPacket): boolean =>
        other.from === side && other.seq === packet.seq && other.payloadLength > 0;
      const isNewHere = !packets.slice(0, at).some(isCopy);
      const ahead = seqDistance(acknowledgement.ack, seqAfter(packet));
      if (isLate && isNewHere && ahead > 1 && ahead < NUMBERING_APART_MIN) return packet;
    }
  }
  return undefined;
}
