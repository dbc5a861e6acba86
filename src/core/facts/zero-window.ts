/**
 * A side that had closed its window, and kept it closed until the end (RFC 9293 §3.8.6.1): its program did not read what had
 * come. A reset's window field means nothing (RFC 9293 §3.10.7), nor does that of a segment with FIN for what follows.
 */
import type { Connection } from '../model/connection.ts';
import { otherSide, type Side } from '../model/endpoint.ts';
import type { ZeroWindowFact } from '../model/fact.ts';
import { type KeptPacket, SYN } from '../model/packet.ts';
import type { Extractor } from './_extractor.ts';
import { closingIndex, closingTime, isFin, isReset, readSides, refer, seqDistance, summaryOf } from './_packets.ts';

export const extractor: Extractor = {
  id: 'zero-window',
  extract: (connection) => {
    const { clientSide, serverSide } = connection;
    return clientSide.zeroWindows + serverSide.zeroWindows === 0 ? [] : readSides(connection, readZeroWindow);
  },
};

function readZeroWindow(connection: Connection, at: Side): ZeroWindowFact | undefined {
  if (summaryOf(connection, at).zeroWindows === 0) return undefined;
  const closing = closingIndex(connection);
  const before = closing < 0 ? connection.packets : connection.packets.slice(0, closing);
  const advertised = before.filter((packet) => packet.from === at && !isReset(packet) && (packet.flags & SYN) === 0);
  const open = advertised.findLastIndex((packet) => packet.window > 0);
  const [first, ...others] = advertised.slice(open + 1);
  if (first === undefined) return undefined;
  const probes = before.filter((packet) => isProbe(packet, at, first));
  const sender = summaryOf(connection, otherSide(at));
  const endNs = closingTime(connection);
  return {
    kind: 'zero-window',
    at,
    sinceNs: first.timeNs,
    sinceKnown: connection.keptAll || open >= 0,
    spanNs: endNs - first.timeNs,
    advertisements: 1 + others.length,
    probes: Math.max(probes.length, sender.keepAliveProbes),
    sentNothingNs: endNs - (sender.lastDataNs ?? endNs),
    packets: refer(connection, first.number, others.at(-1)?.number),
  };
}

/** What the other side sends to a closed window: old bytes or none, or the one byte that does not fit. */
function isProbe(packet: KeptPacket, at: Side, closed: KeptPacket): boolean {
  if (packet.from !== otherSide(at) || packet.number <= closed.number) return false;
  if (isReset(packet) || isFin(packet) || packet.payloadLength > 1) return false;
  const ahead = seqDistance(packet.seq, closed.ack);
  return ahead === -1 || (ahead === 0 && packet.payloadLength === 1);
}
