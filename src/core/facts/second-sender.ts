/**
 * Data that a second sender slipped in under a side's name: from another distance than the packets before and after it, or
 * behind that side's own FIN, after which a stack has nothing left to send (RFC 9293 §3.6). Resets are alive-after-reset.ts's.
 */
import type { Connection } from '../model/connection.ts';
import type { Side } from '../model/endpoint.ts';
import type { SecondSenderFact } from '../model/fact.ts';
import { type KeptPacket, SYN } from '../model/packet.ts';
import type { Extractor } from './_extractor.ts';
import { isFin, isReset, readSides, refer, seqAfter, seqDistance, summaryOf } from './_packets.ts';

/** Routes of one path differ by a few hops at most; two senders under one name usually by more. */
const ROUTES_APART_MAX = 5;

/** A probe may have a byte of its own. */
const PROBE_MAX = 1;

/** Further behind a FIN than this is another connection. */
const BEYOND_MAX = 0x10_0000;

export const extractor: Extractor = {
  id: 'second-sender',
  extract: (connection) => {
    if (connection.clientSide.fins + connection.serverSide.fins + spread(connection) === 0) return [];
    return [...readSides(connection, readDistance), ...readSides(connection, readBeyondFin)];
  },
};

/** 1 where a side's packets come from distances that no routes explain. */
function spread({ clientSide, serverSide }: Connection): number {
  const apart = [clientSide, serverSide].some(({ ttlMin = 0, ttlMax = 0 }) => ttlMax - ttlMin > ROUTES_APART_MAX);
  return apart ? 1 : 0;
}

/** The handshake and the latest packets come from one distance, and data in between from another. */
function readDistance(connection: Connection, from: Side): SecondSenderFact | undefined {
  const { handshakeTtl, ttlMin, ttlMax } = summaryOf(connection, from);
  if (handshakeTtl === undefined || ttlMin === undefined || ttlMax === undefined) return undefined;
  if (ttlMax - ttlMin <= ROUTES_APART_MAX) return undefined;
  const own = connection.packets.filter((packet) => packet.from === from && !isReset(packet));
  const isFar = ({ ttl }: KeptPacket): boolean => Math.abs(ttl - handshakeTtl) > ROUTES_APART_MAX;
  const at = own.findIndex((packet) => packet.payloadLength > 0 && isFar(packet));
  const visitor = own[at];
  const back = own.slice(at + 1).find((packet) => !isFar(packet));
  if (visitor === undefined || back === undefined) return undefined;
  return describe(connection, from, 'distance', visitor, back, handshakeTtl);
}

/** New data that begins behind what the FIN said was the end, or runs over it. */
function readBeyondFin(connection: Connection, from: Side): SecondSenderFact | undefined {
  const { packets } = connection;
  const fin = packets.find((packet) => packet.from === from && isFin(packet));
  if (fin === undefined) return undefined;
  const end = fin.seq + fin.payloadLength;
  const beyond = packets.find((packet) => {
    if (packet.from !== from || packet.payloadLength < 2 || isReset(packet) || (packet.flags & SYN) !== 0) return false;
    const ahead = seqDistance(seqAfter(packet), end) - (isFin(packet) ? 1 : 0);
    return ahead > PROBE_MAX && ahead < BEYOND_MAX;
  });
  return beyond && describe(connection, from, 'beyond-fin', beyond, fin, summaryOf(connection, from).ttl ?? fin.ttl);
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
  return { kind: 'second-sender', from, sign, ttl: packet.ttl, baseline, packets };
}
