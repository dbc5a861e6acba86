/**
 * The short way for the segment that most packets carry: ACK, next in order, on a connection that is open both ways. It
 * changes counters, and whose turn it is. Whatever is not plainly so goes the long way
 * (segment-observer.ts), which would change the same; a test compares the two on every capture. Here, and only here, the
 * record's fields are reached without the cursors: that is the difference between the two ways.
 */
import { ACK, FIN, RST, SYN } from '../model/packet.ts';
import type { Segment } from '../packet/segment.ts';
import { BOTH_ESTABLISHED } from './endpoint-state.ts';
import { SEEN_ACK, SEEN_DATA, SERVER_SHIFT } from './history.ts';
import { keepInRing } from './packet-ring.ts';
import {
  CLOSING,
  type ConnectionRecord,
  HANDSHAKE_DONE,
  HAS_BLOCK,
  HAS_TURN,
  PAYLOAD_CUT,
  TURN_OF_SERVER,
} from './record.ts';
import {
  ACKED,
  CLIENT_OFFSET,
  CLIENT_REST_OFFSET,
  COMPLETENESS,
  CONTIGUOUS,
  HISTORY_SEEN,
  IP_ID,
  LABEL_AND_MARKS,
  LARGEST,
  LAST,
  LAST_DATA,
  LAST_DATA_NUMBER,
  MARKS,
  MESSAGE_END,
  NEXT_SEQ,
  PACKETS,
  PAYLOAD,
  RUN,
  SERVER_OFFSET,
  SERVER_REST_OFFSET,
  STATES,
  TTL,
  UNANSWERED,
  WINDOW,
} from './record-layout.ts';
import { ACK_KNOWN, FLOW_LABEL, MESSAGE_OPEN, SENT, SideRecord } from './side-record.ts';
import { listen, PAUSE } from './turns.ts';

const CONTROL = FIN | SYN | RST | ACK;
const SAW_ACK = 4;
const SAW_DATA = 8;
/** A segment this small may be a TLS alert, which is looked at. */
const LARGEST_ALERT = 64;
/** Sums beyond go the long way, which carries. */
const LARGEST_SUM = 0xffff_0000;

/** Takes the ordinary segments. */
export class OrdinarySegments {
  readonly #sender = new SideRecord();
  readonly #receiver = new SideRecord();

  /** Takes an ordinary segment; false where it is none, and then nothing was changed. */
  take(record: ConnectionRecord, segment: Segment, byServer: number): boolean {
    const { at, words } = record;
    const sender = at + (byServer === 0 ? CLIENT_OFFSET : SERVER_OFFSET);
    const receiver = at + (byServer === 0 ? SERVER_OFFSET : CLIENT_OFFSET);
    if (!fitsConnection(record, segment, byServer) || !fitsStreams(record, segment, sender, receiver)) return false;
    const length = segment.payloadLength;
    if (length > 0) {
      const end = (segment.seq + length) | 0;
      words[(sender + PAYLOAD) >> 2] = (words[(sender + PAYLOAD) >> 2] as number) + length;
      words[(sender + NEXT_SEQ) >> 2] = end;
      words[(sender + CONTIGUOUS) >> 2] = end;
      if (length > (record.halves[(sender + LARGEST) >> 1] as number)) record.halves[(sender + LARGEST) >> 1] = length;
      if (goesOn(record, segment, sender, byServer)) {
        words[(sender + LAST_DATA_NUMBER) >> 2] = segment.number;
        record.doubles[(sender + LAST_DATA) >> 3] = segment.timeNs;
      } else {
        this.#sender.moveTo(record.page, at, byServer);
        this.#receiver.moveTo(record.page, at, 1 - byServer);
        listen(record, this.#sender, this.#receiver, segment, byServer, true);
      }
    }
    if (segment.timeNs > (record.doubles[(at + LAST) >> 3] as number))
      record.doubles[(at + LAST) >> 3] = segment.timeNs;
    words[(sender + PACKETS) >> 2] = (words[(sender + PACKETS) >> 2] as number) + 1;
    words[(sender + ACKED) >> 2] = segment.ack;
    record.halves[(sender + WINDOW) >> 1] = segment.window;
    record.halves[(sender + IP_ID) >> 1] = segment.ipId;
    keepInRing(record, segment, byServer);
    return true;
  }
}

/** Open both ways, past its handshake, with nothing unusual going on, and such segments seen before. */
function fitsConnection(record: ConnectionRecord, segment: Segment, byServer: number): boolean {
  const { at, words } = record;
  const marks = words[(at + MARKS) >> 2] as number;
  if ((segment.flags & CONTROL) !== ACK || (marks & (CLOSING | HAS_BLOCK | HANDSHAKE_DONE)) !== HANDSHAKE_DONE)
    return false;
  if (((record.halves[(at + STATES) >> 1] as number) & 0xff) !== BOTH_ESTABLISHED) return false;
  const hasPayload = segment.payloadLength > 0;
  if (segment.capturedPayload < segment.payloadLength && (marks & PAYLOAD_CUT) === 0) return false;
  if (((record.bytes[at + COMPLETENESS] as number) & (hasPayload ? SAW_DATA : SAW_ACK)) === 0) return false;
  const letter = (hasPayload ? SEEN_DATA : SEEN_ACK) << (byServer * SERVER_SHIFT);
  return ((record.halves[(at + HISTORY_SEEN) >> 1] as number) & letter) !== 0;
}

/** Next in order, no acknowledgement beyond what is captured, TTL and flow label as before, window open. */
function fitsStreams(record: ConnectionRecord, segment: Segment, sender: number, receiver: number): boolean {
  const { words, bytes } = record;
  const { seq, ack, payloadLength } = segment;
  if (words[(sender + NEXT_SEQ) >> 2] !== seq || words[(sender + CONTIGUOUS) >> 2] !== seq) return false;
  const progress = (ack - (words[(sender + ACKED) >> 2] as number)) | 0;
  if (progress < 0 || (progress === 0 && payloadLength === 0) || ack === 0) return false;
  if (((ack - (words[(receiver + CONTIGUOUS) >> 2] as number)) | 0) > 0) return false;
  if (((bytes[receiver + RUN] as number) | (bytes[receiver + UNANSWERED] as number)) !== 0) return false;
  const marks = words[(sender + LABEL_AND_MARKS) >> 2] as number;
  if ((marks & (SENT | ACK_KNOWN)) !== (SENT | ACK_KNOWN) || (marks & FLOW_LABEL) !== segment.flowLabel) return false;
  if (bytes[sender + TTL] !== segment.ttl || segment.window === 0) return false;
  // Going round the circle of sequence numbers, or past what a word counts, is the long way's.
  const sum = ((words[(sender + PAYLOAD) >> 2] as number) >>> 0) + payloadLength;
  return payloadLength <= 0xffff && sum < LARGEST_SUM && (seq + payloadLength) >>> 0 >= seq >>> 0;
}

/** It is this end's turn already, and no message begins here. */
function goesOn(record: ConnectionRecord, segment: Segment, sender: number, byServer: number): boolean {
  const marks = record.words[(record.at + MARKS) >> 2] as number;
  if ((marks & HAS_TURN) === 0 || ((marks & TURN_OF_SERVER) !== 0) !== (byServer === 1)) return false;
  if (segment.payloadLength <= LARGEST_ALERT) return false;
  if (segment.timeNs - (record.doubles[(sender + LAST_DATA) >> 3] as number) > PAUSE) return false;
  const senderMarks = record.words[(sender + LABEL_AND_MARKS) >> 2] as number;
  const rest = record.at + (byServer === 0 ? CLIENT_REST_OFFSET : SERVER_REST_OFFSET);
  return (senderMarks & MESSAGE_OPEN) === 0 || record.words[(rest + MESSAGE_END) >> 2] !== segment.seq;
}
