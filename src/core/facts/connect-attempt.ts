/**
 * What is unusual about the beginning: a SYN answered by an ACK for other numbers, as a socket of an older connection sends
 * it (RFC 9293 §3.10.7.4, a challenge ACK), a SYN-ACK that met a reset, and a SYN repeated after that reset.
 */
import type { Connection } from '../model/connection.ts';
import type { ConnectAttemptFact } from '../model/fact.ts';
import { ACK, FIN, type KeptPacket, SYN } from '../model/packet.ts';
import type { Extractor } from './_extractor.ts';
import { hasAck, isReset, refer, seqDistance } from './_packets.ts';

export const extractor: Extractor = {
  id: 'connect-attempt',
  extract: (connection) => {
    const { clientSide, serverSide } = connection;
    if (clientSide.syns === 0 || serverSide.packets === serverSide.resets) return [];
    const isReset = clientSide.resets + serverSide.resets > 0;
    if (!isReset && serverSide.syns > 0 && clientSide.unansweredProbes === 0) return [];
    const fact = readAttempt(connection);
    return fact === undefined ? [] : [fact];
  },
};

function readAttempt(connection: Connection): ConnectAttemptFact | undefined {
  const { packets, clientSide } = connection;
  const challenge = packets.find((_, index) => isChallenge(packets, index, clientSide.isn));
  const reset = packets.find((packet) => packet.from === 'client' && isReset(packet));
  const answered = packets.find((packet) => isSynAck(packet) && reset !== undefined && packet.ack === reset.seq);
  const again = reset && packets.find((packet, index) => packet.number > reset.number && isRepeatedSyn(packets, index));
  const refused = answered !== undefined && reset !== undefined && answered.number < reset.number && !hasAck(reset);
  const answer = packets.find(isSynAck);
  const answeredWithoutWindow = answer?.window === 0;
  if (challenge === undefined && !refused && !answeredWithoutWindow) return undefined;
  return {
    kind: 'connect-attempt',
    challenged: challenge !== undefined,
    challengeReset: challenge !== undefined && reset !== undefined && reset.seq === challenge.ack,
    synAckReset: refused,
    answeredWithoutWindow,
    askedAgain: again !== undefined,
    packets: refer(
      connection,
      challenge?.number,
      refused ? answered?.number : answeredWithoutWindow ? answer?.number : undefined,
      reset?.number,
      again?.number,
    ),
  };
}

/** An ACK without SYN, before any SYN-ACK, that acknowledges something else than the SYN. */
function isChallenge(packets: readonly KeptPacket[], index: number, isn: number | undefined): boolean {
  const packet = packets[index] as KeptPacket;
  if (packet.from !== 'server' || (packet.flags & ~0xe0) !== ACK || packet.payloadLength > 0 || isn === undefined)
    return false;
  const before = packets.slice(0, index);
  return before.some(isSyn) && !before.some(isSynAck) && seqDistance(packet.ack, isn) !== 1;
}

function isSyn(packet: KeptPacket): boolean {
  return packet.from === 'client' && (packet.flags & (SYN | ACK | FIN)) === SYN;
}

/** The first SYN once more, and not the same packet at another point of the path, where its TTL is less, as a router's capture has it. */
function isRepeatedSyn(packets: readonly KeptPacket[], index: number): boolean {
  const packet = packets[index] as KeptPacket;
  const before = packets.slice(0, index).filter(isSyn);
  const [first] = before;
  if (!isSyn(packet) || first === undefined || packet.seq !== first.seq) return false;
  if (packet.ttl !== Math.max(...before.map(({ ttl }) => ttl))) return false;
  return packet.ipId === 0 || before.every(({ ipId }) => ipId !== packet.ipId);
}

function isSynAck(packet: KeptPacket): boolean {
  return packet.from === 'server' && (packet.flags & SYN) !== 0 && hasAck(packet);
}
