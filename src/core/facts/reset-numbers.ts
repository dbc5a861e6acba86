/**
 * Numbers in resets that one stack would not produce: the rules DATA_SEQ_RST, RST_SEQ_CHANGE, RST_ACK_CHANGE and SYN_RST of
 * Weaver, Sommer and Paxson (NDSS 2009), and more bare resets than segments they could answer. Genuine passive resets go one
 * to one with their triggers, so that several are no sign by themselves. The rule RST_SEQ_DATA is alive-after-reset.ts.
 */
import type { Connection } from '../model/connection.ts';
import { otherSide, type Side } from '../model/endpoint.ts';
import type { ResetNumbersFact } from '../model/fact.ts';
import { type KeptPacket, SYN } from '../model/packet.ts';
import { SECOND } from '../model/time.ts';
import type { Extractor } from './_extractor.ts';
import {
  acknowledgedUpTo,
  hasAck,
  hasReset,
  isFin,
  isReset,
  refer,
  sentUpTo,
  seqDistance,
  summaryOf,
} from './_packets.ts';

export const extractor: Extractor = {
  id: 'reset-numbers',
  extract: (connection) => {
    if (!hasReset(connection)) return [];
    const facts: (ResetNumbersFact | undefined)[] = [];
    for (const side of ['client', 'server'] as const) {
      if (summaryOf(connection, side).resets === 0) continue;
      const resets = connection.packets.filter((packet) => packet.from === side && isReset(packet));
      if (resets.length === 0) continue;
      facts.push(belowSent(connection, side, resets), uponSynAck(connection, side, resets));
      if (resets.length === 1) continue;
      facts.push(sequenceChange(connection, side), acknowledgementChange(connection, side, resets));
      facts.push(moreThanTriggers(connection, side));
    }
    return facts.filter((fact) => fact !== undefined);
  },
};

/**
 * Below what its sender had sent, acknowledged by nobody there and asked for by no segment: a forger had seen less of the
 * connection than its peer. Packets that were overtaken, and a stack that went back to repeat, do not count; nor does the number
 * of a SYN that got no answer, behind which the peer has opened no window yet (Linux' tcp_acceptable_seq).
 */
function belowSent(connection: Connection, from: Side, resets: readonly KeptPacket[]): ResetNumbersFact | undefined {
  const { packets, clientSide, serverSide, handshake } = connection;
  if (clientSide.missedBytes + serverSide.missedBytes > 0) return undefined;
  const unanswered = handshake.synAckNs === undefined ? summaryOf(connection, from).isn : undefined;
  const reset = resets.find((candidate) => {
    if (candidate.seq === unanswered) return false;
    const index = packets.indexOf(candidate);
    const sent = sentUpTo(connection, from, index);
    if (sent === undefined || seqDistance(candidate.seq, sent) >= 0) return false;
    return (
      !answersSomething(connection, candidate) && acknowledgedUpTo(connection, otherSide(from), index) !== candidate.seq
    );
  });
  return reset && { kind: 'reset-numbers', from, rule: 'below-sent', packets: refer(connection, reset.number) };
}

/** Several resets with ACK that do not acknowledge the same, one of them what the peer had not sent. */
function acknowledgementChange(
  connection: Connection,
  from: Side,
  resets: readonly KeptPacket[],
): ResetNumbersFact | undefined {
  const { packets, clientSide, serverSide } = connection;
  const acked = resets.filter(hasAck);
  if (clientSide.missedBytes + serverSide.missedBytes > 0 || new Set(acked.map(({ ack }) => ack)).size < 2) {
    return undefined;
  }
  const ahead = acked.some((reset) => {
    const sent = sentUpTo(connection, otherSide(from), packets.indexOf(reset));
    return sent !== undefined && seqDistance(reset.ack, sent) > 0;
  });
  if (!ahead) return undefined;
  const numbers = acked.map(({ number }) => number);
  return { kind: 'reset-numbers', from, rule: 'acknowledgement-change', packets: refer(connection, ...numbers) };
}

/** The server accepted and reset before anybody had said a byte. Servers do that, too. */
function uponSynAck(connection: Connection, from: Side, resets: readonly KeptPacket[]): ResetNumbersFact | undefined {
  const { clientSide, serverSide, handshake } = connection;
  const [first] = resets;
  if (from !== 'server' || handshake.synAckNs === undefined || first === undefined) return undefined;
  if (clientSide.payloadBytes + serverSide.payloadBytes + clientSide.fins + serverSide.fins > 0) return undefined;
  if (first.timeNs - handshake.synAckNs >= SECOND) return undefined;
  return {
    kind: 'reset-numbers',
    from,
    rule: 'upon-syn-ack',
    packets: refer(connection, handshake.synAckNumber, first.number),
  };
}

/** Two resets within two seconds, the second ahead of the first and of everything sent, with no FIN before. */
function sequenceChange(connection: Connection, from: Side): ResetNumbersFact | undefined {
  const { packets } = connection;
  const first = packets.findIndex((packet) => packet.from === from && isReset(packet));
  const reset = packets[first];
  if (reset === undefined || packets.slice(0, first).some((packet) => isFin(packet) || isReset(packet)))
    return undefined;
  const sent = sentUpTo(connection, from, first);
  if (sent === undefined) return undefined;
  const second = packets.slice(first + 1).find((packet) => {
    const follows = packet.from === from && isReset(packet) && packet.timeNs - reset.timeNs < 2 * SECOND;
    return follows && seqDistance(packet.seq, reset.seq) > 2 && seqDistance(packet.seq, sent) > 2;
  });
  if (second === undefined || answersSomething(connection, second)) return undefined;
  return {
    kind: 'reset-numbers',
    from,
    rule: 'sequence-change',
    packets: refer(connection, reset.number, second.number),
  };
}

/** More bare resets with one seq than segments of the peer they could answer. */
function moreThanTriggers(connection: Connection, from: Side): ResetNumbersFact | undefined {
  const peer = summaryOf(connection, otherSide(from));
  if (!connection.keptAll || peer.packets === peer.resets) return undefined;
  const bare = connection.packets.filter((packet) => packet.from === from && isReset(packet) && !hasAck(packet));
  const [first] = bare;
  if (first === undefined) return undefined;
  const alike = bare.filter((packet) => packet.seq === first.seq);
  const triggers = connection.packets.filter((packet) => couldTrigger(packet, first));
  if (alike.length < 2 || alike.length <= triggers.length) return undefined;
  return {
    kind: 'reset-numbers',
    from,
    rule: 'more-than-triggers',
    packets: refer(connection, ...alike.map((packet) => packet.number)),
  };
}

function couldTrigger(packet: KeptPacket, reset: KeptPacket): boolean {
  return packet.from !== reset.from && !isReset(packet) && (packet.flags & SYN) === 0 && packet.ack === reset.seq;
}

function answersSomething(connection: Connection, reset: KeptPacket): boolean {
  return connection.packets.some((packet) => couldTrigger(packet, reset));
}
