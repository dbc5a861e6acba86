/** How long nothing more came, until the capture itself ended. */
import type { Extractor } from './_extractor.ts';
import { closingIndex, refer } from './_packets.ts';

export const extractor: Extractor = {
  id: 'silence',
  extract: (connection) => {
    const last = connection.packets.at(-1);
    if (last === undefined) return [];
    return [
      {
        kind: 'silence',
        lastFrom: last.from,
        durationNs: Math.max(0, connection.watchedUntilNs - connection.lastNs),
        closed: closingIndex(connection) >= 0,
        until: connection.replaced ? 'successor' : connection.evicted ? 'limit' : 'end',
        packets: refer(connection, last.number),
      },
    ];
  },
};
