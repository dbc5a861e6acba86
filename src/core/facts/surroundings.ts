/** What the other connections of the capture say about the two hosts of this one. */
import type { Extractor } from './_extractor.ts';
import { closingTime, hasReset, refer } from './_packets.ts';

export const extractor: Extractor = {
  id: 'surroundings',
  extract: (connection, surroundings) => {
    const { client, server, clientSide, serverSide, requestsTaken } = connection;
    const isAnnounced = serverSide.lastSaid.closes === true || requestsTaken !== undefined;
    const ports = surroundings.portsTried(client.address, server.address);
    const serverAnswerNs = surroundings.answerNsOf(server.address);
    return [
      {
        kind: 'surroundings',
        serverPort: server.port,
        portsTried: ports.count,
        portsFailed: ports.failed,
        portsTriedNs: ports.spanNs,
        portsServed: ports.failed > 0 ? (surroundings.portsServed?.(client.address, server.address) ?? 0) : 0,
        sameInstant: surroundings.endedTogether(connection, closingTime(connection)),
        shutOut: serverSide.syns === 0 && clientSide.syns > 0 ? surroundings.shutOut?.(connection) : undefined,
        nameAlone: surroundings.nameAlone?.(connection),
        nameReset: hasReset(connection) ? surroundings.nameReset?.(connection) : undefined,
        deviceTimer: hasReset(connection) ? surroundings.deviceTimer?.(connection) : undefined,
        forgottenTogether: surroundings.forgottenTogether?.(connection),
        unserved: serverSide.syns === 0 ? (surroundings.unservedBesides?.(connection) ?? 0) : 0,
        announcedLimit: isAnnounced ? surroundings.announcedLimit?.(connection) : undefined,
        serverHeard: surroundings.ttlsOf(server.address).length > 0,
        serverAnswerNs,
        packets: refer(connection),
      },
    ];
  },
};
