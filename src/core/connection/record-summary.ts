/** Parts of a connection’s plain form that its record alone gives. */
import { sequenceDistance, toUnsigned } from '../bytes/sequence.ts';
import type { Handshake, OpenedBy, SideSummary, Turn } from '../model/connection.ts';
import { toUtterance } from '../protocols/_utterance-code.ts';
import {
  CLIENT_SIGNS,
  type ConnectionRecord,
  HANDSHAKE_DONE,
  HAS_TURN,
  IN_CHUNKS,
  OPENED_BY_SYN,
  OPENED_BY_SYN_ACK,
  SERVER_SIGNS,
  TURN_OF_SERVER,
} from './record.ts';
import {
  ACK_KNOWN,
  HAS_WINDOW_SCALE,
  ISN_KNOWN,
  MESSAGE_OPEN,
  SACK_PERMITTED,
  SEQ_KNOWN,
  type SideRecord,
  TIMESTAMPS,
} from './side-record.ts';

const TWO_32 = 0x1_0000_0000;

/** The number after the last one sent, or acknowledged where the capture has it not. */
function streamEnd(side: SideRecord, peer: SideRecord): number {
  return peer.has(ACK_KNOWN) && sequenceDistance(peer.acked, side.nextSeq) > 0 ? peer.acked : side.nextSeq;
}

/** Bytes of the stream: to the last one sent, or acknowledged where the capture has it not; SYN and FIN are none. */
export function streamBytes(side: SideRecord, peer: SideRecord): number {
  if (!side.has(SEQ_KNOWN)) return 0;
  const end = streamEnd(side, peer);
  const low = (end - side.startSeq) >>> 0;
  // The low 32 bits alone, unless the stream went round the circle.
  const rounds = Math.floor((side.streamWraps * TWO_32 + toUnsigned(end) - toUnsigned(side.startSeq)) / TWO_32);
  const length = Math.max(0, rounds) * TWO_32 + low - 1 - (side.fins > 0 ? 1 : 0);
  return Math.max(0, length);
}

/** What began it. */
export function openedBy(record: ConnectionRecord): OpenedBy {
  if (record.has(OPENED_BY_SYN)) return 'syn';
  return record.has(OPENED_BY_SYN_ACK) ? 'syn-ack' : 'guess';
}

/** Whose turn it is. */
export function describeTurn(record: ConnectionRecord): Turn | undefined {
  if (!record.has(HAS_TURN)) return undefined;
  const by = record.has(TURN_OF_SERVER) ? 'server' : 'client';
  return { by, sinceNs: record.turnSinceNs, number: record.turnNumber, idleBeforeNs: record.turnIdleNs };
}

/** Times and numbers of its handshake. */
export function describeHandshake(record: ConnectionRecord): Handshake {
  const { startNs } = record;
  return {
    synNs: record.synNumber > 0 ? startNs : undefined,
    synNumber: record.synNumber || undefined,
    synAckNs: record.synAckNumber > 0 ? startNs + record.synAckDelay : undefined,
    synAckNumber: record.synAckNumber || undefined,
    ackNs: record.has(HANDSHAKE_DONE) ? startNs + record.ackDelay : undefined,
  };
}

/** What is known of an end; `peer` is the other one. */
export function describeSide(
  record: ConnectionRecord,
  side: SideRecord,
  peer: SideRecord,
  ofServer: number,
  missedBytes: number,
): SideSummary {
  const missing = side.has(MESSAGE_OPEN) ? sequenceDistance(side.messageEnd, streamEnd(side, peer)) : 0;
  return {
    packets: side.packets,
    payloadBytes: side.payloadBytes,
    streamBytes: streamBytes(side, peer),
    duplicates: side.duplicates,
    retransmitted: side.retransmitted,
    retransmittedRun: side.retransmittedRun,
    zeroWindows: side.zeroWindows,
    unansweredProbes: side.unansweredProbes,
    keepAliveProbes: side.keepAliveProbes,
    missedBytes,
    syns: side.syns,
    fins: side.fins,
    resets: side.resets,
    isn: side.has(ISN_KNOWN) ? toUnsigned(side.startSeq) : undefined,
    nextSeq: toUnsigned(side.nextSeq),
    lastAck: side.has(ACK_KNOWN) ? toUnsigned(side.acked) : undefined,
    mss: side.mss || undefined,
    windowScale: side.has(HAS_WINDOW_SCALE) ? side.windowScale : undefined,
    sackPermitted: side.has(SACK_PERMITTED),
    timestamps: side.has(TIMESTAMPS),
    signs: record.has(ofServer === 1 ? SERVER_SIGNS : CLIENT_SIGNS),
    handshakeTtl: side.handshakeTtl || undefined,
    ttl: side.ttl || undefined,
    ttlMin: side.ttlMin || undefined,
    ttlMax: side.ttlMax || undefined,
    flowLabel: side.flowLabel,
    ipId: side.ipId,
    lastDataNs: side.lastDataNumber > 0 ? side.lastDataNs : undefined,
    lastDataNumber: side.lastDataNumber || undefined,
    largestPayload: side.largestPayload,
    firstSaid: toUtterance(side.firstSaid, 0),
    lastSaid: toUtterance(side.lastSaid, Math.max(0, missing), ofServer === 1 && record.has(IN_CHUNKS)),
  };
}
