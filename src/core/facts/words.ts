/** What either side said first and last, and whether an HTTP response came to its end. */
import type { Connection } from '../model/connection.ts';
import type { Fact } from '../model/fact.ts';
import type { Utterance } from '../model/utterance.ts';
import type { Extractor } from './_extractor.ts';
import { isAlertUponClose } from './_farewell.ts';
import { closingIndex, isReset, refer, sentUpTo, seqDistance } from './_packets.ts';
import { ticketsOf } from './_tickets.ts';

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
        clientLast: clientsLast(connection),
        serverLast: serverSide.lastSaid,
        serverPort: server.port,
        unfinishedRequest: isUnfinished(connection),
        truncated: connection.truncatedPayload,
        requestsTaken: connection.requestsTaken,
        packets,
      },
    ];
    const { kind, detail, missingBytes } = serverSide.lastSaid;
    const { openStreams = 0 } = connection;
    if (kind === 'http-response' && ((missingBytes ?? 0) > 0 || lacksLastChunk(connection))) {
      facts.push({ kind: 'missing-bytes', bytes: missingBytes, status: detail, packets });
    } else if (openStreams > 0 && closesBehindAll(connection)) {
      facts.push({ kind: 'missing-bytes', bytes: undefined, status: undefined, streams: openStreams, packets });
    }
    return facts;
  },
};

/** What the client said last that is no answer to the close, and no Finished that a request is behind. */
function clientsLast(connection: Connection): Utterance {
  const { firstSaid, lastSaid } = connection.clientSide;
  // Until the client answers the server’s hello (RFC 8446 §2).
  const isInHandshake = firstSaid.kind === 'tls-handshake' && connection.turns <= 2;
  if (isInHandshake && isAlertUponClose(connection)) return firstSaid;
  const hasAsked = lastSaid.kind === 'tls-handshake' && ticketsOf(connection) !== undefined;
  return hasAsked ? { kind: 'tls-data', detail: 0 } : lastSaid;
}

/**
 * The server closed without the last chunk. A client may leave a stream that has no end in whatever place; and the last chunk
 * may be among what the capture lacks.
 */
function lacksLastChunk(connection: Connection): boolean {
  const { clientSide, serverSide } = connection;
  // Of a request that was not captured it is not known that its answer has a body: HEAD.
  if (serverSide.lastSaid.inChunks !== true || clientSide.lastSaid.kind !== 'http-request') return false;
  return closesBehindAll(connection);
}

/** The server closed, and nothing that it had sent before is missing in the capture. */
function closesBehindAll(connection: Connection): boolean {
  const { serverSide, packets } = connection;
  if (serverSide.missedBytes > 0) return false;
  const closing = closingIndex(connection);
  const close = packets[closing];
  if (close?.from !== 'server') return false;
  const sent = sentUpTo(connection, 'server', closing);
  return isReset(close) || sent === undefined || seqDistance(close.seq, sent) <= 0;
}

/** The head does not end in the request's first segment, and that is all there is of it. */
function isUnfinished({ clientSide, turn, truncatedPayload }: Connection): boolean {
  if (truncatedPayload || turn?.by !== 'client' || clientSide.lastSaid.unfinished !== true) return false;
  return turn.number === clientSide.lastDataNumber && clientSide.missedBytes === 0;
}
