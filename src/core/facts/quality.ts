/** What weakens every conclusion about this connection: a late start, one direction only, no bare acknowledgements, packets the capture lost, a clock that jumps. */

import type { Connection } from '../model/connection.ts';
import type { Side } from '../model/endpoint.ts';
import { SECOND, type TimeNs } from '../model/time.ts';
import type { Extractor } from './_extractor.ts';
import { hasAck, isReset, lacksBareAcks, onlySide, refer, seqDistance, summaryOf } from './_packets.ts';

/** Buffers of several processors or interfaces are written out of order by less than this. */
const OUT_OF_ORDER: TimeNs = 1 * SECOND;

/** A number further ahead than the largest window (RFC 7323 §2.3) is none of this connection. */
const UNHEARD_MAX = 0x4000_0000;

export const extractor: Extractor = {
  id: 'quality',
  extract: (connection, surroundings) => {
    const { clientSide, serverSide, evicted } = connection;
    const oneWay = onlySide(connection);
    return [
      {
        kind: 'quality',
        startedLate: clientSide.syns === 0 && serverSide.syns === 0,
        oneWay,
        unseenSide: clientSide.packets === 0 ? 'client' : serverSide.packets === 0 ? 'server' : undefined,
        withoutAcks:
          lacksBareAcks(connection) ||
          (surroundings.acksLeftOut?.(connection.server.address) === true && !/a/i.test(connection.history)),
        serverLeftOut: serverSide.packets === 0 && surroundings.serverLeftOut?.(connection.server.address) === true,
        missedBytes: clientSide.missedBytes + serverSide.missedBytes,
        unheardBytes: unheard(connection, 'client') + unheard(connection, 'server'),
        evicted,
        clockJump: clockJumpOf(connection),
        packetCount: clientSide.packets + serverSide.packets,
        packets: refer(connection),
      },
    ];
  },
};

/** What a side said by its numbers, where the capture has no payload of it: lost, or packed as nobody here can read. */
function unheard(connection: Connection, side: Side): number {
  const { payloadBytes, streamBytes, fins, isn } = summaryOf(connection, side);
  if (payloadBytes > 0 || streamBytes > 0 || fins > 0 || isn === undefined) return payloadBytes === 0 ? streamBytes : 0;
  // The number of a reset is the next one of its sender, or what its peer acknowledged of it.
  const said = connection.packets
    .filter((packet) => packet.from === side && isReset(packet) && !(hasAck(packet) && packet.seq === 0))
    .map((packet) => seqDistance(packet.seq, isn) - 1);
  return Math.max(0, ...said.filter((bytes) => bytes < UNHEARD_MAX));
}

/** The largest step back in time between packets that follow each other in the capture. */
function clockJumpOf({ packets }: Connection): { number: number; backNs: TimeNs } | undefined {
  let jump: { number: number; backNs: TimeNs } | undefined;
  for (let at = 1; at < packets.length; at += 1) {
    const packet = packets[at]!;
    const backNs = packets[at - 1]!.timeNs - packet.timeNs;
    if (backNs > (jump?.backNs ?? OUT_OF_ORDER)) jump = { number: packet.number, backNs };
  }
  return jump;
}
