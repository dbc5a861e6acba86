/** What weakens every conclusion about this connection: a late start, one direction only, no bare acknowledgements, packets the capture lost, a clock that jumps. */

import type { Connection, SideSummary } from '../model/connection.ts';
import { SECOND, type TimeNs } from '../model/time.ts';
import type { Extractor } from './_extractor.ts';
import { lacksBareAcks, onlySide, refer } from './_packets.ts';

/** Buffers of several processors or interfaces are written out of order by less than this. */
const OUT_OF_ORDER: TimeNs = 1 * SECOND;

export const extractor: Extractor = {
  id: 'quality',
  extract: (connection) => {
    const { clientSide, serverSide, evicted } = connection;
    const oneWay = onlySide(connection);
    return [
      {
        kind: 'quality',
        startedLate: clientSide.syns === 0 && serverSide.syns === 0,
        oneWay,
        unseenSide: clientSide.packets === 0 ? 'client' : serverSide.packets === 0 ? 'server' : undefined,
        withoutAcks: lacksBareAcks(connection),
        missedBytes: clientSide.missedBytes + serverSide.missedBytes,
        unheardBytes: unheard(clientSide) + unheard(serverSide),
        evicted,
        clockJump: clockJumpOf(connection),
        packetCount: clientSide.packets + serverSide.packets,
        packets: refer(connection),
      },
    ];
  },
};

/** What a side said by its numbers, where the capture has no payload of it: lost, or packed as nobody here can read. */
function unheard({ payloadBytes, streamBytes }: SideSummary): number {
  return payloadBytes === 0 ? streamBytes : 0;
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
