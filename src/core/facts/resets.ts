/**
 * Resets, and what each answers. A kernel without the socket answers a segment with a bare RST whose seq is that segment's
 * ACK (RFC 9293 §3.5.2); a live socket that aborts sends RST|ACK at its own next sequence number (§3.10.5). Passive resets
 * go one to one with the segments they answer.
 */
import type { Connection } from '../model/connection.ts';
import { otherSide, type Side } from '../model/endpoint.ts';
import type { ResetFact, ResetForm } from '../model/fact.ts';
import { type KeptPacket, SYN } from '../model/packet.ts';
import { MILLISECOND, SECOND, type TimeNs } from '../model/time.ts';
import type { Extractor } from './_extractor.ts';
import { isFarewell } from './_farewell.ts';
import {
  acknowledgedUpTo,
  closingIndex,
  hasAck,
  hasReset,
  isFin,
  isReset,
  lacksSignature,
  refer,
  sentUpTo,
  seqAfter,
  seqDistance,
  summaryOf,
} from './_packets.ts';

/** More resets than this are counted by their first ones: a storm explains nothing that these do not. */
const RESETS_MAX = 16;

/** A bare acknowledgement waits for nothing; if it is answered, then within a round trip, on whatever path. */
const ROUND_TRIP_MAX: TimeNs = 3 * SECOND;

/** A packet is not overtaken by more than this. */
const OVERTAKING_MAX: TimeNs = 5 * MILLISECOND;

export const extractor: Extractor = {
  id: 'resets',
  extract: (connection) => {
    const facts: ResetFact[] = [];
    if (!hasReset(connection)) return facts;
    const used = new Set<number>();
    const closing = closingIndex(connection);
    for (const [index, packet] of connection.packets.entries()) {
      if (!isReset(packet)) continue;
      facts.push(readReset(connection, index, packet, used, index === closing));
      if (facts.length === RESETS_MAX) break;
    }
    return facts;
  },
};

function readReset(
  connection: Connection,
  index: number,
  packet: KeptPacket,
  used: Set<number>,
  closes: boolean,
): ResetFact {
  const trigger = findTrigger(connection, index, packet, used);
  if (trigger !== undefined) used.add(trigger.segment.number);
  const form = formOf(connection, index, packet, trigger);
  const answers = form === 'passive' || form === 'refusal' ? trigger : undefined;
  const hasteNs = form === 'active' ? acknowledgesAfter(connection, index) : undefined;
  const heard = lastHeard(connection, packet.from, index);
  const peerHeard = lastHeard(connection, otherSide(packet.from), index);
  return {
    kind: 'reset',
    from: packet.from,
    timeNs: packet.timeNs,
    form,
    trigger: answers?.segment.number,
    delayNs: answers?.only === true ? packet.timeNs - answers.segment.timeNs : undefined,
    acknowledgesAfterNs: hasteNs,
    acknowledgedInNs: hasteNs === undefined ? undefined : acknowledgedIn(connection, index),
    sinceHeardNs: heard && packet.timeNs - heard.timeNs,
    sincePeerNs: peerHeard && packet.timeNs - peerHeard.timeNs,
    afterOwnFin: hasSentFin(connection, packet.from, index),
    afterPeerFin: hasSentFin(connection, otherSide(packet.from), index),
    hasTimestamp: packet.hasTimestamp,
    lacksTimestamp: lacksTimestamp(connection, packet),
    isAlone: !packet.hasTimestamp && knownNextSeq(connection, packet) === undefined,
    lacksSignature: lacksSignature(connection, packet),
    lacksSignatureOfSyn: form === 'refusal' && connection.clientSide.signs && packet.isSigned === false,
    hasAck: hasAck(packet),
    isLikeRefusal: hasAck(packet) && packet.seq === 0 && packet.window === 0 && packet.ack !== 0,
    stillComing: closes && hasAck(packet) ? stillComing(connection, packet) : undefined,
    closes,
    askedFor: fastCloseOf(connection, otherSide(packet.from), index),
    payloadLength: packet.payloadLength,
    says: connection.resetWords?.number === packet.number ? connection.resetWords : undefined,
    packets: refer(connection, packet.number),
  };
}

/** Both ends' SYNs asked for timestamps, and this packet has none: where its options are cut off, it is not known to be unsigned. */
function lacksTimestamp({ clientSide, serverSide }: Connection, { hasTimestamp, isSigned }: KeptPacket): boolean {
  return !hasTimestamp && isSigned === false && clientSide.timestamps && serverSide.timestamps;
}

/** Without a hole before it, in which what had come already would have to wait. */
function stillComing(connection: Connection, reset: KeptPacket): ResetFact['stillComing'] {
  let first: KeptPacket | undefined;
  let bytes = 0;
  for (const packet of connection.packets) {
    const { from, payloadLength, seq, number } = packet;
    if (from === reset.from || payloadLength === 0 || isReset(packet) || isFarewell(connection, packet)) continue;
    const beyond = seqDistance(seq, reset.ack) + payloadLength;
    if (beyond <= 0) continue;
    if (first === undefined && beyond > payloadLength) return undefined;
    first ??= packet;
    if (number >= first.number) bytes = Math.max(bytes, beyond);
  }
  return first && { number: first.number, bytes };
}

/** From the last payload that a segment acknowledges, where that was sent once: no less than the round trip. */
function acknowledgesAfter(connection: Connection, index: number): TimeNs | undefined {
  const packet = connection.packets[index] as KeptPacket;
  if (!hasAck(packet)) return undefined;
  const last = connection.packets
    .slice(0, index)
    .filter(({ from, payloadLength }) => from !== packet.from && payloadLength > 0)
    .filter((payload) => seqAfter(payload) === packet.ack);
  return last.length === 1 ? packet.timeNs - (last[0] as KeptPacket).timeNs : undefined;
}

/** The soonest that the sender of a reset had acknowledged payload before. */
function acknowledgedIn(connection: Connection, index: number): TimeNs | undefined {
  let soonest: TimeNs | undefined;
  const { from: sender } = connection.packets[index] as KeptPacket;
  for (let at = 0; at < index; at += 1) {
    const { from } = connection.packets[at] as KeptPacket;
    const afterNs = from === sender ? acknowledgesAfter(connection, at) : undefined;
    if (afterNs !== undefined && (soonest === undefined || afterNs < soonest)) soonest = afterNs;
  }
  return soonest;
}

/** The latest packet of a side before `index`, resets left out. */
function lastHeard({ packets }: Connection, side: Side, index: number): KeptPacket | undefined {
  for (let at = index - 1; at >= 0; at -= 1) {
    const packet = packets[at] as KeptPacket;
    if (packet.from === side && !isReset(packet)) return packet;
  }
  return undefined;
}

/** The packet by which a side had asked for an abort of the multipath connection. */
function fastCloseOf({ packets }: Connection, side: Side, index: number): number | undefined {
  for (let at = index - 1; at >= 0; at -= 1) {
    const packet = packets[at] as KeptPacket;
    if (packet.from === side && packet.fastClose) return packet.number;
  }
  return undefined;
}

function hasSentFin({ packets }: Connection, side: Side, index: number): boolean {
  for (let at = 0; at < index; at += 1) {
    const packet = packets[at] as KeptPacket;
    if (packet.from === side && isFin(packet)) return true;
  }
  return false;
}

/** The segment a reset may answer, whether it can be no other, and whether it still waited for an answer. */
interface Trigger {
  readonly segment: KeptPacket;
  readonly only: boolean;
  readonly pending: boolean;
}

/**
 * The segment of the peer that a reset answers: its ACK (or, for a refusal, its end) is in the reset. Of several the
 * earliest that the sender had not acknowledged and that no other reset answers, and of its copies the last; else the
 * latest of all.
 */
function findTrigger(
  connection: Connection,
  index: number,
  reset: KeptPacket,
  used: ReadonlySet<number>,
): Trigger | undefined {
  const peer = otherSide(reset.from);
  const acknowledged = acknowledgedUpTo(connection, reset.from, index);
  const candidates = connection.packets
    .slice(0, index)
    .filter((packet) => packet.from === peer && !isReset(packet) && matches(packet, reset));
  const unused = candidates.filter((packet) => !used.has(packet.number));
  const pending = unused.filter(
    (packet) =>
      seqAfter(packet) !== packet.seq &&
      (acknowledged === undefined || seqDistance(seqAfter(packet), acknowledged) > 0),
  );
  const copies = pending.filter((packet) => packet.seq === pending[0]?.seq);
  const segment = copies.at(-1) ?? unused.at(-1) ?? candidates.at(-1);
  if (segment === undefined) return undefined;
  const heard = lastHeard(connection, reset.from, index);
  const isFresh = reset.timeNs - segment.timeNs <= ROUND_TRIP_MAX || seqAfter(segment) !== segment.seq;
  return {
    segment,
    only: copies.length === 1 || candidates.length === 1,
    pending: copies.length > 0 || (isFresh && (heard === undefined || heard.number < segment.number)),
  };
}

function matches(packet: KeptPacket, reset: KeptPacket): boolean {
  return hasAck(packet) ? packet.ack === reset.seq : hasAck(reset) && reset.ack === seqAfter(packet);
}

function formOf(connection: Connection, index: number, reset: KeptPacket, trigger: Trigger | undefined): ResetForm {
  if (isRefusal(connection, index, reset)) return 'refusal';
  const next = sentUpTo(connection, reset.from, arrivedBy(connection, index)) ?? knownNextSeq(connection, reset);
  const isNext = next !== undefined && reset.seq === next;
  // A bare reset may be an abort, too (RFC 9293 §3.10.5): where nothing that it could answer waits for an answer.
  if (!hasAck(reset) && trigger !== undefined && (trigger.pending || !isNext)) return 'passive';
  if (isNext && (hasAck(reset) || trigger !== undefined)) return 'active';
  if (trigger !== undefined && next === undefined && isOfSocket(reset, trigger)) return 'active';
  if (trigger?.pending === true) return 'passive';
  return isStray(connection, index, reset, next) ? 'stray' : 'unknown';
}

/**
 * Where nothing else of its sender was captured: a reset that echoes a timestamp (RFC 7323 §3.2) or acknowledges data is of a host
 * that has the connection. To a segment with an ACK a host without it answers with neither (RFC 9293 §3.5.2).
 */
function isOfSocket(reset: KeptPacket, { segment }: Trigger): boolean {
  if (!hasAck(reset) || !hasAck(segment)) return false;
  return reset.hasTimestamp || (segment.payloadLength > 0 && reset.ack === seqAfter(segment));
}

/** Index after what the sender may have sent before the reset although it arrived after it. */
function arrivedBy({ packets }: Connection, index: number): number {
  const reset = packets[index] as KeptPacket;
  for (let at = index + 1; at < packets.length; at += 1) {
    if ((packets[at] as KeptPacket).timeNs > reset.timeNs + OVERTAKING_MAX) return at;
  }
  return packets.length;
}

/** RST|ACK to a SYN, acknowledging exactly it; before anything else was sent: a repetition of the SYN may be accepted. */
function isRefusal({ clientSide, packets }: Connection, index: number, reset: KeptPacket): boolean {
  if (reset.from !== 'server' || clientSide.isn === undefined || !hasAck(reset)) return false;
  if (seqDistance(reset.ack, clientSide.isn) !== 1) return false;
  const before = packets.slice(0, index).filter((packet) => !isReset(packet));
  return before.every(({ from, flags, payloadLength }) => from === 'client' && flags & SYN && payloadLength === 0);
}

function knownNextSeq(connection: Connection, reset: KeptPacket): number | undefined {
  const side = summaryOf(connection, reset.from);
  return side.packets - side.resets > 0 ? side.nextSeq : undefined;
}

/**
 * Stray needs everything known: both directions captured without gaps. A reset ahead of what was captured may follow
 * segments that were lost on their way to the capture point; one at the first byte not acknowledged may be the host's own
 * after a repetition (BSD's snd_nxt goes back to snd_una).
 */
function isStray(connection: Connection, index: number, reset: KeptPacket, next: number | undefined): boolean {
  const { clientSide, serverSide } = connection;
  if (next === undefined || clientSide.missedBytes + serverSide.missedBytes > 0) return false;
  if (clientSide.packets === 0 || serverSide.packets - serverSide.resets <= 0) return false;
  if (acknowledgedUpTo(connection, otherSide(reset.from), index) === reset.seq) return false;
  return seqDistance(reset.seq, next) < 0;
}
