/** How far the three-way handshake got, and what it tells of the path (RFC 9293 §3.5). */
import type { Connection } from '../model/connection.ts';
import type { HandshakeFact } from '../model/fact.ts';
import type { Extractor } from './_extractor.ts';
import { refer } from './_packets.ts';

/** Wireshark's tcp.completeness bit for the ACK that completes the handshake, and for payload. */
const COMPLETE_ACK = 4;
const DATA = 8;

export const extractor: Extractor = {
  id: 'handshake',
  extract: (connection) => {
    const { handshake, clientSide, serverSide } = connection;
    const { synNs, synAckNs, ackNs } = handshake;
    // A repeated SYN leaves open which one the answer belongs to.
    const serverRttNs = synNs !== undefined && synAckNs !== undefined && clientSide.syns === 1 ? synAckNs - synNs : -1;
    const clientRttNs = synAckNs !== undefined && ackNs !== undefined ? ackNs - synAckNs : -1;
    const fact: HandshakeFact = {
      kind: 'handshake',
      stage: stageOf(connection),
      syns: clientSide.syns,
      synAcks: serverSide.syns,
      signed: connection.isSigned,
      startNs: connection.startNs,
      tryingNs: connection.lastNs - connection.startNs,
      serverRttNs: serverRttNs >= 0 ? serverRttNs : undefined,
      clientRttNs: clientRttNs >= 0 ? clientRttNs : undefined,
      packets: refer(connection, handshake.synNumber, handshake.synAckNumber),
    };
    return [fact];
  },
};

function stageOf(connection: Connection): HandshakeFact['stage'] {
  const { clientSide, serverSide, completeness } = connection;
  const began = clientSide.syns > 0 || serverSide.syns > 0;
  if (!began) return 'unseen';
  // The SYN-ACK may be missing from the capture only: who acknowledges or sends data had got one.
  const wentOn = (completeness & (COMPLETE_ACK | DATA)) !== 0 && (serverSide.syns > 0 || hasPayload(connection));
  if (wentOn) return 'complete';
  if (serverSide.syns > 0) return 'answered';
  return serverSide.packets - serverSide.resets > 0 ? 'answered' : 'unanswered';
}

function hasPayload({ clientSide, serverSide }: Connection): boolean {
  return clientSide.payloadBytes > 0 || serverSide.payloadBytes > 0;
}
