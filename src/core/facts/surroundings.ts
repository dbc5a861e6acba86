/** What the other connections of the capture say about the two hosts of this one. */
import type { Extractor } from './_extractor.ts';
import { closingTime, refer } from './_packets.ts';

export const extractor: Extractor = {
  id: 'surroundings',
  extract: (connection, surroundings) => [
    {
      kind: 'surroundings',
      portsTried: surroundings.portsTried(connection.client.address, connection.server.address),
      sameInstant: surroundings.endedTogether(connection, closingTime(connection)),
      serverHeard: surroundings.ttlsOf(connection.server.address).length > 0,
      packets: refer(connection),
    },
  ],
};
