/**
 * The TLS close_notify alert that an orderly program sends before its FIN (RFC 8446 §6.1). It is payload on the wire, but
 * answers nothing and asks nothing. TLS 1.3 dresses it as data; only its length gives it away.
 */
import type { Connection, SideSummary } from '../model/connection.ts';
import type { KeptPacket } from '../model/packet.ts';
import type { Utterance } from '../model/utterance.ts';
import { LARGEST_ALERT } from '../protocols/_tls-ending.ts';
import { hasAck, isFin, seqAfter, seqDistance, summaryOf } from './_packets.ts';

/** Record header 5, level and description 2, content type 1, tag 16 (RFC 8446 §5.2). */
const TLS_1_3_ALERT = 24;

/** Level warning, description 0, as `Utterance.detail` has it; 0 where it is encrypted. */
const CLOSE_NOTIFY = 256;

/** Whether a segment holds nothing but a close_notify, as far as its length and the tracker's ear tell. */
export function isFarewell(connection: Connection, packet: KeptPacket): boolean {
  const { payloadLength } = packet;
  if (payloadLength === 0 || payloadLength > LARGEST_ALERT) return false;
  const side = summaryOf(connection, packet.from);
  const { kind, behindData } = side.lastSaid;
  // What the side said last is this segment (or another copy of it), not one that came after the close.
  if (kind === 'tls-alert' && isLast(packet, side)) return behindData !== true && mayBeGoodbye(side.lastSaid);
  return payloadLength === TLS_1_3_ALERT && (isTls(side.firstSaid) || isTls(side.lastSaid));
}

/** Whether a segment ends in an alert that may be a close_notify, alone or behind data, and its sender said no more. */
export function isLeave(connection: Connection, packet: KeptPacket): boolean {
  const side = summaryOf(connection, packet.from);
  return packet.payloadLength > 0 && mayBeGoodbye(side.lastSaid) && isLast(packet, side);
}

/** The client's last words are an alert, from when it knew that the server had closed: it only says that the rest did not come. */
export function isAlertUponClose({ packets, clientSide }: Connection): boolean {
  if (clientSide.lastSaid.kind !== 'tls-alert') return false;
  const said = packets.find(({ number }) => number === clientSide.lastDataNumber);
  if (said === undefined || !hasAck(said)) return false;
  const end = packets.find((packet) => packet.from === 'server' && isFin(packet) && packet.number < said.number);
  return end !== undefined && seqDistance(said.ack, seqAfter(end)) >= 0;
}

function mayBeGoodbye({ kind, detail }: Utterance): boolean {
  return kind === 'tls-alert' && (detail === 0 || detail === CLOSE_NOTIFY);
}

/** Nothing but a FIN lies behind it in sequence space. */
function isLast(packet: KeptPacket, { nextSeq, fins }: SideSummary): boolean {
  const behind = seqDistance(nextSeq, packet.seq) - packet.payloadLength;
  return behind === 0 || (behind === 1 && fins > 0);
}

function isTls({ kind }: Utterance): boolean {
  return kind === 'tls-handshake' || kind === 'tls-data' || kind === 'tls-alert';
}
