/** What an end said last, as far as it asks for a look at the connection. */
import { sequenceDistance, toUnsigned } from '../bytes/sequence.ts';
import { GOAWAY_ERROR, HAS_HEADERS, ON_STREAM } from '../model/utterance.ts';
import { endsTlsHandshake, isAlertSized } from '../protocols/_tls-ending.ts';
import { detailOf, isGoaway, kindOf } from '../protocols/_utterance-code.ts';
import { ACK_KNOWN, MESSAGE_OPEN, type SideRecord } from './side-record.ts';

/** An alert of level 1, description 0: close_notify (RFC 8446 §6.1). */
const CLOSE_NOTIFY = 256;
const FIRST_BAD_STATUS = 400;
/** The turn in which a client answers the server's hello. */
const TLS_ANSWER = 3;

/** An end of an open connection that is not in trouble. */
export function isQuiet(side: SideRecord): boolean {
  if (side.retransmittedRun > 1 || side.unansweredProbes > 1 || side.zeroWindows > 0) return false;
  return saysNothingBad(side);
}

/** No error status, no failed greeting, no fatal alert, no message broken off. */
export function saysNothingBad(side: SideRecord): boolean {
  const said = side.lastSaid;
  const kind = kindOf(said);
  if (kind === 'http-response' || kind === 'text-greeting') {
    if (detailOf(said) >= FIRST_BAD_STATUS) return false;
  } else if (kind === 'tls-alert' && detailOf(said) !== 0 && detailOf(said) !== CLOSE_NOTIFY) return false;
  else if (kind === 'stated-error' || (isGoaway(said) && (said & GOAWAY_ERROR) !== 0)) return false;
  return !side.has(MESSAGE_OPEN) || sequenceDistance(side.messageEnd, side.nextSeq) <= 0;
}

/** The client's last word is its ClientHello, or perhaps an alert where the handshake should have gone on. */
export function breaksTlsOff({ firstSaid, lastSaid }: SideRecord, turns: number): boolean {
  if (kindOf(firstSaid) !== 'tls-handshake') return false;
  return endsTlsHandshake(lastSaid) || (turns === TLS_ANSWER && isAlertSized(lastSaid));
}

/** The sequence number behind a client's Finished of TLS 1.3, where that was seen (turns.ts). */
export function endOfFinished(client: SideRecord): number | undefined {
  if (!client.has(MESSAGE_OPEN) || kindOf(client.firstSaid) !== 'tls-handshake') return undefined;
  return toUnsigned(client.messageEnd);
}

/** The sequence number behind the one request of HTTP/1 that is all that the server answered, in a single segment. */
export function endOfAnswered(client: SideRecord, server: SideRecord, turnNumber: number): number | undefined {
  if (kindOf(client.lastSaid) !== 'http-request' || !client.has(MESSAGE_OPEN)) return undefined;
  if (kindOf(server.lastSaid) !== 'http-response' || server.lastDataNumber !== turnNumber) return undefined;
  const end = (server.nextSeq - (server.fins > 0 ? 1 : 0)) | 0;
  return server.has(MESSAGE_OPEN) && server.messageEnd === end ? toUnsigned(client.messageEnd) : undefined;
}

/** Whether the other end has acknowledged all that this one said, and has itself said nothing. */
export function isHeardAlone(side: SideRecord, other: SideRecord): boolean {
  if (side.payloadBytes === 0 || other.payloadBytes > 0) return false;
  return other.has(ACK_KNOWN) && other.acked === side.nextSeq;
}

/** A server that says GOAWAY, and nothing to the last request over HTTP/2. */
export function leavesRequest(client: SideRecord, server: SideRecord): boolean {
  const asked = client.lastSaid;
  const isAsked = kindOf(asked) === 'http2-frames' && (asked & HAS_HEADERS) !== 0;
  return isAsked && isGoaway(server.lastSaid) && (server.lastSaid & ON_STREAM) === 0;
}

/** How many requests of HTTP/2 there were up to this stream; undefined where a GOAWAY names an error, or is not the server's alone. */
export function requestsUpTo(stream: number, serverLast: number, clientLast: number): number | undefined {
  if (!isGoaway(serverLast) || isGoaway(clientLast) || (detailOf(serverLast) & GOAWAY_ERROR) !== 0) return undefined;
  // Those of clients are odd, from 1 on (RFC 9113 §5.1.1).
  return (stream + 1) >> 1;
}
