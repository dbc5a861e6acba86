/** What either side said first and last, and whether an HTTP response came to its end. */
import type { Connection } from '../model/connection.ts';
import type { Fact } from '../model/fact.ts';
import type { Extractor } from './_extractor.ts';
import { refer } from './_packets.ts';

export const extractor: Extractor = {
  id: 'words',
  extract: (connection) => {
    const { clientSide, serverSide, turn, server } = connection;
    if (clientSide.firstSaid.kind === 'none' && serverSide.firstSaid.kind === 'none') return [];
    const spoken = [clientSide.lastDataNumber, serverSide.lastDataNumber, turn?.number];
    const packets = refer(connection, ...spoken.sort((a, b) => (a ?? 0) - (b ?? 0)));
    const facts: Fact[] = [
      {
        kind: 'words',
        clientFirst: clientSide.firstSaid,
        serverFirst: serverSide.firstSaid,
        clientLast: clientSide.lastSaid,
        serverLast: serverSide.lastSaid,
        serverPort: server.port,
        unfinishedRequest: isUnfinished(connection),
        packets,
      },
    ];
    const { kind, detail, missingBytes } = serverSide.lastSaid;
    if (kind === 'http-response' && missingBytes !== undefined && missingBytes > 0) {
      facts.push({ kind: 'missing-bytes', bytes: missingBytes, status: detail, packets });
    }
    return facts;
  },
};

/** The head does not end in the request's first segment, and that is all there is of it. */
function isUnfinished({ clientSide, turn, truncatedPayload }: Connection): boolean {
  if (truncatedPayload || turn?.by !== 'client' || clientSide.lastSaid.unfinished !== true) return false;
  return turn.number === clientSide.lastDataNumber && clientSide.missedBytes === 0;
}
