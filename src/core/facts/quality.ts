/** What weakens every conclusion about this connection: a late start, one direction only, packets the capture lost. */
import type { Connection } from '../model/connection.ts';
import type { Side } from '../model/endpoint.ts';
import type { Extractor } from './_extractor.ts';
import { refer } from './_packets.ts';

export const extractor: Extractor = {
  id: 'quality',
  extract: (connection) => {
    const { clientSide, serverSide, evicted } = connection;
    const oneWay = onlySide(connection);
    return [
      {
        kind: 'quality',
        startedLate: clientSide.syns === 0 && serverSide.syns === 0,
        ...(oneWay === undefined ? {} : { oneWay }),
        missedBytes: clientSide.missedBytes + serverSide.missedBytes,
        evicted,
        packetCount: clientSide.packets + serverSide.packets,
        packets: refer(connection),
      },
    ];
  },
};

/** The side whose packets are all there is, although the other must have sent some: it acknowledges them. */
function onlySide({ clientSide, serverSide }: Connection): Side | undefined {
  if (serverSide.packets === 0 && clientSide.lastAck !== undefined && clientSide.lastAck !== 0) return 'client';
  if (clientSide.packets === 0 && serverSide.packets > 0) return 'server';
  return undefined;
}
