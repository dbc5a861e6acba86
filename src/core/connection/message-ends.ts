/**
 * Where messages end that say so at their beginning, apart from responses of HTTP: the records of a server's part of a TLS
 * handshake, a client's Finished, and a request without a body. What is behind them, or lacks of them, tells what was going on.
 */
import { sequenceDistance } from '../bytes/sequence.ts';
import { HTTP_METHODS } from '../model/utterance.ts';
import type { Segment } from '../packet/segment.ts';
import { endOfHead } from '../protocols/_bytes.ts';
import { recognise } from '../protocols/_recognition.ts';
import { typeOf } from '../protocols/_tls-handshake-bits.ts';
import { endOfRecords } from '../protocols/_tls-record.ts';
import { codeOf, detailOf, kindOf } from '../protocols/_utterance-code.ts';
import { MESSAGE_OPEN, type SideRecord } from './side-record.ts';

const CLIENT_HELLO = 1;
/** A change of cipher, and behind it what is no longer than a Finished and neither an alert nor a Certificate (TLS 1.3). */
const FINISHED = codeOf('tls-handshake', 0);
/** Bytes of the record before it. */
const CHANGE_CIPHER = 6;
const GET = HTTP_METHODS.indexOf('GET');

/** The message before it ended by its own count. */
export function isAtEnd(sender: SideRecord, segment: Segment): boolean {
  return sender.has(MESSAGE_OPEN) && sender.messageEnd === segment.seq;
}

/** The server's part of a TLS handshake begins: its records are followed to the end of the part. */
export function beginHandshake(server: SideRecord, client: SideRecord, segment: Segment, said: number): void {
  if (kindOf(said) !== 'tls-handshake' || said !== server.firstSaid || !isClientHello(client.lastSaid)) return;
  server.messageEnd = segment.seq;
  server.mark(MESSAGE_OPEN);
}

/** What was said first is said still, and the message that is open is the record of a handshake. */
export function isInHandshake(server: SideRecord): boolean {
  return (
    server.has(MESSAGE_OPEN) && kindOf(server.firstSaid) === 'tls-handshake' && server.lastSaid === server.firstSaid
  );
}

/** Moves the end of the open message to that of the last record that begins in the segment. */
export function followHandshake(server: SideRecord, segment: Segment): void {
  const { view, seq, payloadOffset: start, capturedPayload, payloadLength } = segment;
  const behind = sequenceDistance(server.messageEnd, seq);
  if (behind >= payloadLength) return;
  const end = behind < 0 ? -1 : endOfRecords(view, start + behind, start + capturedPayload, start + payloadLength);
  if (end < 0) server.unmark(MESSAGE_OPEN);
  else server.messageEnd = (seq + end - start) | 0;
}

/** Notes where what the client says ends, where that tells whether it asks more behind it. */
export function noteAsked(client: SideRecord, segment: Segment, said: number): void {
  if (kindOf(client.firstSaid) !== 'tls-handshake') client.unmark(MESSAGE_OPEN);
  if (said === FINISHED) noteFinished(client, segment);
  else if (kindOf(said) === 'http-request' && detailOf(said) === GET) noteRequest(client, segment);
}

/** A GET has no body: what is behind its head is another request (RFC 9112 §9.3.2), or nothing is known of it. */
function noteRequest(client: SideRecord, segment: Segment): void {
  const { view, seq, payloadOffset: start, capturedPayload, payloadLength } = segment;
  const end = endOfHead(view, start, start + capturedPayload);
  if (end < 0 || capturedPayload < payloadLength) return;
  client.messageEnd = (seq + end - start) | 0;
  client.mark(MESSAGE_OPEN);
  if (end < start + capturedPayload) checkPipelined(client, segment, end);
}

/** What begins here, behind a request, is another, or else nothing is known of its end. */
export function checkPipelined(
  client: SideRecord,
  { view, payloadOffset, capturedPayload }: Segment,
  at: number,
): void {
  if (kindOf(recognise(view, at, payloadOffset + capturedPayload)) !== 'http-request') client.unmark(MESSAGE_OPEN);
}

/** Where a client's Finished ends stays known: what is behind it is a request. */
function noteFinished(client: SideRecord, segment: Segment): void {
  const { view, seq, payloadOffset: start, capturedPayload } = segment;
  const end = endOfRecords(view, start + CHANGE_CIPHER, start + capturedPayload, start + CHANGE_CIPHER + 1);
  if (end < 0) return;
  client.messageEnd = (seq + end - start) | 0;
  client.mark(MESSAGE_OPEN);
}

/** Whether this is the code of a ClientHello. */
export function isClientHello(code: number): boolean {
  return kindOf(code) === 'tls-handshake' && typeOf(detailOf(code)) === CLIENT_HELLO;
}
