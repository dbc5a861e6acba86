/**
 * A hole in a stream that was never filled, seen where the stream arrives: segments behind it are there, and the peer's
 * acknowledgement stays before it. A capture that lost packets looks different: the peer acknowledges what it lost, or is
 * not heard at all. Who receives a segment out of order says so at once (RFC 5681 §4.2). An acknowledgement without payload
 * tells, too, how far its sender has come (RFC 9293 §3.10.7.4): that may be the only thing that gets through.
 */
import type { Connection } from '../model/connection.ts';
import { otherSide, type Side } from '../model/endpoint.ts';
import type { GapFact } from '../model/fact.ts';
import { FIN, RST, SYN } from '../model/packet.ts';
import type { Extractor } from './_extractor.ts';
import { closingPacket, onlySide, readSides, refer, seqDistance, summaryOf } from './_packets.ts';

/** A FIN that is not acknowledged is no gap. */
const FIN_LENGTH = 1;

/** The window field has 16 bits (RFC 9293 §3.1), and is shifted by no more than 14 (RFC 7323 §2.3). */
const WINDOW_MAX = 65_535;
const SCALE_MAX = 14;

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
  if (behind === undefined) return readUnarrived(connection, side, lastAck);
  const asksAgain = connection.packets.some((packet) => packet.from !== side && packet.number > behind.number);
  if (!asksAgain) return undefined;
  const hole = Math.min(...pending.map((packet) => seqDistance(packet.seq, lastAck)));
  // Where packets were not kept, the hole may be among those; what was never seen is not.
  const bytes = connection.keptAll ? hole : Math.min(hole, summary.streamBytes - summary.payloadBytes);
  // What lies beyond any window that the peer can open is no loss, but a number that is wrong.
  if (bytes <= 0 || bytes > widestWindow(connection, otherSide(side))) return undefined;
  return {
    kind: 'gap',
    side,
    bytes,
    largestArrived: summary.largestPayload,
    largestBehind: Math.max(...pending.map((packet) => packet.payloadLength)),
    waitedNs: (closingPacket(connection)?.timeNs ?? connection.watchedUntilNs) - behind.timeNs,
    packets: refer(connection, behind.number),
  };
}

/** The largest window that a side can open, in bytes: both ends have to offer a scale for there to be one (RFC 7323 §2.2). */
function widestWindow({ clientSide, serverSide }: Connection, side: Side): number {
  const isUnscaled = [clientSide, serverSide].some(({ syns, windowScale }) => syns > 0 && windowScale === undefined);
  const own = side === 'client' ? clientSide : serverSide;
  return WINDOW_MAX * 2 ** (isUnscaled ? 0 : (own.windowScale ?? SCALE_MAX));
}

/** Nothing of the stream is there, but a mere acknowledgement is numbered behind what the peer goes on waiting for. */
function readUnarrived(connection: Connection, side: Side, lastAck: number): GapFact | undefined {
  if (onlySide(connection) !== undefined) return undefined;
  const ahead = connection.packets.find(
    (packet) =>
      packet.from === side &&
      packet.payloadLength === 0 &&
      (packet.flags & (SYN | FIN | RST)) === 0 &&
      seqDistance(packet.seq, lastAck) > FIN_LENGTH,
  );
  if (ahead === undefined) return undefined;
  const { streamBytes, payloadBytes, largestPayload } = summaryOf(connection, side);
  const bytes = Math.min(seqDistance(ahead.seq, lastAck), streamBytes - payloadBytes);
  if (bytes <= FIN_LENGTH) return undefined;
  return {
    kind: 'gap',
    side,
    bytes,
    largestArrived: largestPayload,
    largestBehind: 0,
    waitedNs: 0,
    unarrived: true,
    packets: refer(connection, ahead.number),
  };
}
