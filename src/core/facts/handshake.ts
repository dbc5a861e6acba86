/** How far the three-way handshake got, and what it tells of the path (RFC 9293 §3.5). */
import type { Connection } from '../model/connection.ts';
import type { HandshakeFact } from '../model/fact.ts';
import { ACK, SYN } from '../model/packet.ts';
import type { Extractor } from './_extractor.ts';
import { startOf } from './_initial-ttl.ts';
import { refer, seqDistance } from './_packets.ts';

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
      // The letter of a SYN without ACK: here one that the other end had not asked for.
      simultaneous: connection.history.includes('S') && connection.history.includes('s'),
      signed: clientSide.signs,
      answeredUnsigned: clientSide.signs && isAnsweredUnsigned(connection),
      clientIsNear: isNear(clientSide.handshakeTtl),
      startNs: connection.startNs,
      tryingNs: connection.lastNs - connection.startNs,
      serverRttNs: serverRttNs >= 0 ? serverRttNs : undefined,
      clientRttNs: clientRttNs >= 0 ? clientRttNs : undefined,
      packets: refer(connection, handshake.synNumber, handshake.synAckNumber),
    };
    return [fact];
  },
};

/** No router has taken anything off. */
function isNear(ttl: number | undefined): boolean {
  return ttl !== undefined && ttl > 0 && startOf(ttl) === ttl;
}

function stageOf(connection: Connection): HandshakeFact['stage'] {
  const { clientSide, serverSide } = connection;
  const began = clientSide.syns > 0 || serverSide.syns > 0;
  if (!began) return 'unseen';
  if (wentOn(connection)) return 'complete';
  if (serverSide.syns > 0) return 'answered';
  return serverSide.packets - serverSide.resets > 0 ? 'answered' : 'unanswered';
}

/** The SYN-ACKs that were kept are there as far as their options, and none bears the option. */
function isAnsweredUnsigned({ packets, serverSide }: Connection): boolean {
  const answers = packets.filter(({ from, flags }) => from === 'server' && (flags & (SYN | ACK)) === (SYN | ACK));
  return !serverSide.signs && answers.length > 0 && answers.every(({ isSigned }) => isSigned === false);
}

/**
 * The client acknowledged the SYN-ACK, or something else shows that it had got one, which may be missing from the capture
 * only: the server said something, or acknowledged what the client said after its SYN, which may carry data (RFC 7413).
 */
function wentOn(connection: Connection): boolean {
  const { clientSide, serverSide, packets } = connection;
  if (serverSide.payloadBytes > 0) return true;
  const syn = packets.find((packet) => packet.from === 'client' && (packet.flags & SYN) !== 0);
  const isn = clientSide.isn ?? syn?.seq;
  if (isn === undefined) return clientSide.packets - clientSide.resets > 0;
  const saidInSyn = syn?.payloadLength ?? 0;
  const isAnswered = serverSide.syns > 0 || clientSide.payloadBytes > saidInSyn;
  if (clientSide.lastAck !== undefined && clientSide.lastAck !== 0 && isAnswered) return true;
  return serverSide.lastAck !== undefined && isBetween(serverSide.lastAck, isn + 1 + saidInSyn, clientSide.nextSeq);
}

/** Beyond that numbers are those of an older connection between the same ports. */
function isBetween(ack: number, after: number, upTo: number): boolean {
  return seqDistance(ack, after) > 0 && seqDistance(ack, upTo) <= 0;
}
