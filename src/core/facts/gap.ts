/**
 * A hole in a stream that was never filled, seen where the stream arrives: segments behind it are there, and the peer's
 * acknowledgement stays before it. A capture that lost packets looks different: the peer acknowledges what it lost, or is
 * not heard at all. Who receives a segment out of order says so at once (RFC 5681 §4.2).
 */
import type { Connection } from '../model/connection.ts';
import { otherSide, type Side } from '../model/endpoint.ts';
import type { GapFact } from '../model/fact.ts';
import type { Extractor } from './_extractor.ts';
import { closingPacket, readSides, refer, seqDistance, summaryOf } from './_packets.ts';

export const extractor: Extractor = {
  id: 'gap',
  extract: (connection) => readSides(connection, readGap),
};

function readGap(connection: Connection, side: Side): GapFact | undefined {
  const summary = summaryOf(connection, side);
  const { lastAck } = summaryOf(connection, otherSide(side));
  if (lastAck === undefined || seqDistance(summary.nextSeq, lastAck) <= 0) return undefined;
  const pending = connection.packets.filter(
    (packet) => packet.from === side && packet.payloadLength > 0 && seqDistance(packet.seq, lastAck) >= 0,
  );
  const [behind] = pending;
  if (behind === undefined) return undefined;
  const asksAgain = connection.packets.some((packet) => packet.from !== side && packet.number > behind.number);
  if (!asksAgain) return undefined;
  const hole = Math.min(...pending.map((packet) => seqDistance(packet.seq, lastAck)));
  // Where packets were not kept, the hole may be among those; what was never seen is not.
  const bytes = connection.keptAll ? hole : Math.min(hole, summary.streamBytes - summary.payloadBytes);
  if (bytes <= 0) return undefined;
  return {
    kind: 'gap',
    side,
    bytes,
    largestArrived: summary.largestPayload,
    waitedNs: (closingPacket(connection)?.timeNs ?? connection.watchedUntilNs) - behind.timeNs,
    packets: refer(connection, behind.number),
  };
}
