/** Who had the word when the connection was closed, for how long, and how long nothing had been said. */
import type { Extractor } from './_extractor.ts';
import { closingTime, refer } from './_packets.ts';

export const extractor: Extractor = {
  id: 'turn',
  extract: (connection) => {
    const { turn, turns, activeNs, clientSide, serverSide } = connection;
    if (turn === undefined) return [];
    const closedNs = closingTime(connection);
    const other = turn.by === 'client' ? serverSide : clientSide;
    return [
      {
        kind: 'turn',
        by: turn.by,
        ageNs: closedNs - turn.sinceNs,
        quietNs: closedNs - activeNs,
        idleBeforeNs: turn.idleBeforeNs,
        turns,
        otherBytes: other.payloadBytes,
        clientBytes: clientSide.payloadBytes,
        serverBytes: serverSide.payloadBytes,
        packets: refer(connection, turn.number),
      },
    ];
  },
};
