/** What weakens every conclusion about this connection: a late start, one direction only, packets the capture lost. */
import type { Extractor } from './_extractor.ts';
import { onlySide, refer } from './_packets.ts';

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
        missedBytes: clientSide.missedBytes + serverSide.missedBytes,
        evicted,
        packetCount: clientSide.packets + serverSide.packets,
        packets: refer(connection),
      },
    ];
  },
};
