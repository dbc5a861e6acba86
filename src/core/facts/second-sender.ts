/**
 * Data that a second sender slipped in under a side's name: from another distance than the packets before and after it, or
 * behind that side's own FIN, after which a stack has nothing left to send (RFC 9293 §3.6). Resets are alive-after-reset.ts's.
 */
import type { Connection, Visit } from '../model/connection.ts';
import { otherSide, type Side } from '../model/endpoint.ts';
import type { SecondSenderFact } from '../model/fact.ts';
import { type KeptPacket, ROUTES_APART_MAX } from '../model/packet.ts';
import type { Extractor } from './_extractor.ts';
import {
  acknowledgedBeforeSent,
  closingTime,
  isFin,
  isReset,
  readSides,
  refer,
  seqAfter,
  seqDistance,
  summaryOf,
} from './_packets.ts';

/** A probe may have a byte of its own. */
const PROBE_MAX = 1;

/** Further behind a FIN than this is another connection. */
const BEYOND_MAX = 0x10_0000;

export const extractor: Extractor = {
  id: 'second-sender',
  extract: (connection) => [
    ...readSides(connection, readDistance),
    ...readSides(connection, readBeyondFin),
    ...readSides(connection, readOvertaken),
  ],
};

/** The handshake and the latest packets come from one distance, and data in between, of which these know nothing, from another. */
function readDistance(connection: Connection, from: Side): SecondSenderFact | undefined {
  const { handshakeTtl, ttl, ttlMin, ttlMax } = summaryOf(connection, from);
  if (handshakeTtl === undefined || ttl === undefined || ttlMin === undefined || ttlMax === undefined) return undefined;
  if (ttlMax - ttlMin <= ROUTES_APART_MAX) return undefined;
  const own = connection.packets.filter((packet) => packet.from === from && !isReset(packet));
  const isFar = ({ ttl }: KeptPacket): boolean => Math.abs(ttl - handshakeTtl) > ROUTES_APART_MAX;
  const at = own.findIndex((packet) => packet.payloadLength > 0 && isFar(packet));
  const visitor = own[at];
  const back = own.slice(at + 1).find((packet) => !isFar(packet));
  if (visitor !== undefined && back !== undefined && !isContinued(visitor, back)) {
    return describe(connection, from, 'distance', visitor, back, handshakeTtl);
  }
  const { visit } = connection;
  if (visit?.from === from) return describeVisit(connection, visit);
  if (visitor !== undefined) return undefined;
  const last = own.at(-1);
  if (last === undefined || connection.keptAll || Math.abs(ttl - handshakeTtl) > ROUTES_APART_MAX) return undefined;
  const far = handshakeTtl - ttlMin > ROUTES_APART_MAX ? ttlMin : ttlMax;
  return { ...describe(connection, from, 'spread', last, last, handshakeTtl), ttl: far };
}

/**
 * The host goes on behind the data, as it does behind what it sent itself, by another machine of its own: a load balancer that
 * speaks for itself and passes on what the server behind it says. Who knows nothing of them begins where they do.
 */
function isContinued(visitor: KeptPacket, back: KeptPacket): boolean {
  return seqDistance(back.seq, visitor.seq + visitor.payloadLength) >= 0;
}

/**
 * A FIN says where the stream ends. What was sent or acknowledged behind it, before or after, is of somebody else: the FIN,
 * or that.
 */
function readBeyondFin(connection: Connection, from: Side): SecondSenderFact | undefined {
  const { packets } = connection;
  const fin = packets.find((packet) => packet.from === from && isFin(packet));
  if (fin === undefined) return undefined;
  // Captured on both sides of a firewall that rewrites sequence numbers, one FIN is two.
  if (packets.some((packet) => packet.from === from && isFin(packet) && seqAfter(packet) !== seqAfter(fin)))
    return undefined;
  const { nextSeq, ttl = fin.ttl } = summaryOf(connection, from);
  const { lastAck = nextSeq } = summaryOf(connection, otherSide(from));
  const ahead = Math.max(seqDistance(nextSeq, seqAfter(fin)), seqDistance(lastAck, seqAfter(fin)));
  if (ahead <= PROBE_MAX || ahead >= BEYOND_MAX) return undefined;
  const beyond = packets.find((packet) => {
    const isData = packet.from === from && packet.payloadLength > PROBE_MAX && !isReset(packet);
    return isData && seqDistance(seqAfter(packet), seqAfter(fin)) > 0;
  });
  return describe(connection, from, 'beyond-fin', beyond ?? fin, fin, ttl);
}

/** The peer had acknowledged more before this side sent it. */
function readOvertaken(connection: Connection, from: Side): SecondSenderFact | undefined {
  const packet = acknowledgedBeforeSent(connection, from);
  return packet && describe(connection, from, 'overtaken', packet, packet, packet.ttl);
}

/** What the tracker noted of data from elsewhere, long before the packets that were kept. */
function describeVisit(connection: Connection, { from, number, timeNs, ttl, before, back }: Visit): SecondSenderFact {
  const beforeCloseNs = Math.max(0, closingTime(connection) - timeNs);
  const packets = refer(connection, number, back.number);
  return {
    kind: 'second-sender',
    from,
    sign: 'distance',
    ttl,
    baseline: before,
    later: back.ttl,
    beforeCloseNs,
    packets,
  };
}

function describe(
  connection: Connection,
  from: Side,
  sign: SecondSenderFact['sign'],
  packet: KeptPacket,
  other: KeptPacket,
  baseline: number,
): SecondSenderFact {
  const packets = refer(connection, ...[packet.number, other.number].sort((a, b) => a - b));
  const beforeCloseNs = Math.max(0, closingTime(connection) - packet.timeNs);
  return { kind: 'second-sender', from, sign, ttl: packet.ttl, baseline, later: other.ttl, beforeCloseNs, packets };
}
