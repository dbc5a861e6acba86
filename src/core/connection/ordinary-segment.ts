/**
 * The short way for the segment that most packets carry: ACK, next in order, on a connection that is open both ways. It
 * changes counters, and whose turn it is. Whatever is not plainly so goes the long way (segment-observer.ts), which would
 * change the same; a test compares the two on every capture. Here, and where packets find their connection, the record's
 * fields are reached without the cursors: that is the difference between the two ways.
 */
import { ACK, FIN, RST, SYN } from '../model/packet.ts';
import type { Segment } from '../packet/segment.ts';
import { BOTH_ESTABLISHED } from './endpoint-state.ts';
import type { Histories } from './history.ts';
import { keepInRing } from './packet-ring.ts';
import { PAUSE_MIN } from './pause-steps.ts';
import * as marks from './record.ts';
import * as layout from './record-layout.ts';
import type { Sayings } from './sayings.ts';
import * as sideMarks from './side-record.ts';
import { FRAME, firstByte, listen, PAUSE, TLS_HANDSHAKE } from './turns.ts';

// Where the fields are, in words unless said otherwise; those of an end from where the end starts.
const CLIENT = layout.CLIENT_OFFSET;
const SERVER = layout.SERVER_OFFSET;
const MARKS = layout.MARKS >> 2;
const STATES_HALF = layout.STATES >> 1;
const COMPLETENESS_BYTE = layout.COMPLETENESS;
const LAST_DOUBLE = layout.LAST >> 3;
const LAST_DATA_DOUBLE = layout.LAST_DATA >> 3;
const NEXT_SEQ = layout.NEXT_SEQ >> 2;
const ACKED = layout.ACKED >> 2;
const PACKETS_HALF = layout.PACKETS >> 1;
const PAYLOAD = layout.PAYLOAD >> 2;
const LABEL_AND_MARKS = layout.LABEL_AND_MARKS >> 2;
const LAST_DATA_NUMBER = layout.LAST_DATA_NUMBER >> 2;
const LARGEST_HALF = layout.LARGEST >> 1;
const IP_ID_HALF = layout.IP_ID >> 1;
const TTL_BYTE = layout.TTL;
const CLIENT_MESSAGE_END = (layout.CLIENT_REST_OFFSET + layout.MESSAGE_END) >> 2;
const SERVER_MESSAGE_END = (layout.SERVER_REST_OFFSET + layout.MESSAGE_END) >> 2;

const CONTROL = FIN | SYN | RST | ACK;
/** Past its handshake, not closing, with nothing unusual going on; what came of either stream is without a hole. */
const OPEN = marks.HANDSHAKE_DONE;
const OPEN_MASK = marks.HANDSHAKE_DONE | marks.CLOSING | marks.HAS_BLOCK | marks.UNSETTLED;
const { HAS_TURN, TURN_OF_SERVER, PAYLOAD_CUT, AWAITS_HEADERS, IN_CHUNKS } = marks;
const { FLOW_LABEL, MESSAGE_OPEN } = sideMarks;
const HEARD = sideMarks.SENT | sideMarks.ACK_KNOWN;
const SAW_ACK = 4;
const SAW_DATA = 8;
/** A segment this small may be a TLS alert, which is looked at. */
const LARGEST_LISTENED = 64;
/** Sums beyond go the long way, which carries. */
const LARGEST_SUM = 0xffff_0000;

/** Takes the ordinary segments. */
export class OrdinarySegments {
  readonly #histories: Histories;
  readonly #sayings: Sayings;
  readonly #sender = new sideMarks.SideRecord();
  readonly #receiver = new sideMarks.SideRecord();

  constructor(histories: Histories, sayings: Sayings) {
    this.#histories = histories;
    this.#sayings = sayings;
  }

  /** Takes an ordinary segment; false where it is none, and then nothing was changed. */
  take(record: marks.ConnectionRecord, segment: Segment, byServer: number): boolean {
    const { words, at } = record;
    const sender = at + (byServer === 0 ? CLIENT : SERVER);
    const receiver = at + (byServer === 0 ? SERVER : CLIENT);
    if (!fitsConnection(record, segment) || !fitsStreams(record, segment, sender, receiver)) return false;
    const length = segment.payloadLength;
    const side = sender >> 2;
    this.#histories.addOrdinary(record, byServer, ACK, length);
    if (length > 0) {
      const end = (segment.seq + length) | 0;
      words[side + PAYLOAD] = (words[side + PAYLOAD] as number) + length;
      words[side + NEXT_SEQ] = end;
      const largest = (sender >> 1) + LARGEST_HALF;
      if (length > (record.halves[largest] as number)) record.halves[largest] = length;
      if (goesOn(record, segment, sender, byServer)) {
        words[side + LAST_DATA_NUMBER] = segment.number;
        record.doubles[(sender >> 3) + LAST_DATA_DOUBLE] = segment.timeNs;
        if (((words[(at >> 2) + MARKS] as number) & IN_CHUNKS) !== 0) this.#sayings.goOn(record, segment, byServer);
      } else {
        this.#sender.moveTo(record.page, at, byServer);
        this.#receiver.moveTo(record.page, at, 1 - byServer);
        const said = listen(record, this.#sender, this.#receiver, segment, byServer, true);
        this.#sayings.note(record, segment, said, byServer);
      }
    }
    const last = (at >> 3) + LAST_DOUBLE;
    const sinceLastNs = segment.timeNs - (record.doubles[last] as number);
    if (sinceLastNs > 0) record.doubles[last] = segment.timeNs;
    if (sinceLastNs >= PAUSE_MIN) record.notePause(sinceLastNs);
    const seen = length > 0 ? SAW_DATA : SAW_ACK;
    record.bytes[at + COMPLETENESS_BYTE] = (record.bytes[at + COMPLETENESS_BYTE] as number) | seen;
    const packets = (sender >> 1) + PACKETS_HALF;
    record.halves[packets] = (record.halves[packets] as number) + 1;
    words[side + ACKED] = segment.ack;
    record.halves[(sender >> 1) + IP_ID_HALF] = segment.ipId;
    keepInRing(record, segment, byServer);
    return true;
  }
}

/** Open both ways, nothing unusual going on. */
function fitsConnection(record: marks.ConnectionRecord, segment: Segment): boolean {
  const { at } = record;
  const known = record.words[(at >> 2) + MARKS] as number;
  return (
    (segment.flags & CONTROL) === ACK &&
    (known & OPEN_MASK) === OPEN &&
    ((record.halves[(at >> 1) + STATES_HALF] as number) & 0xff) === BOTH_ESTABLISHED &&
    (segment.capturedPayload >= segment.payloadLength || (known & PAYLOAD_CUT) !== 0)
  );
}

/** Next in order, no acknowledgement beyond what is captured, TTL and flow label as before, window open. */
function fitsStreams(record: marks.ConnectionRecord, segment: Segment, sender: number, receiver: number): boolean {
  const { words, halves, bytes } = record;
  const { seq, ack, payloadLength } = segment;
  const side = sender >> 2;
  if (words[side + NEXT_SEQ] !== seq) return false;
  const progress = (ack - (words[side + ACKED] as number)) | 0;
  if (progress < 0 || (progress === 0 && payloadLength === 0) || ack === 0) return false;
  if (((ack - (words[(receiver >> 2) + NEXT_SEQ] as number)) | 0) > 0) return false;
  const known = words[side + LABEL_AND_MARKS] as number;
  if ((known & HEARD) !== HEARD || (known & FLOW_LABEL) !== segment.flowLabel) return false;
  if (bytes[sender + TTL_BYTE] !== segment.ttl || segment.window === 0) return false;
  // Going round the circle of sequence numbers, or past what a word or half of one counts, is the long way's.
  if (halves[(sender >> 1) + PACKETS_HALF] === 0xffff) return false;
  const sum = ((words[side + PAYLOAD] as number) >>> 0) + payloadLength;
  return payloadLength <= 0xffff && sum < LARGEST_SUM && (seq + payloadLength) >>> 0 >= seq >>> 0;
}

/** It is this end's turn already, and no message begins here, nor ends in its midst. */
function goesOn(record: marks.ConnectionRecord, segment: Segment, sender: number, byServer: number): boolean {
  const { words, at } = record;
  const known = words[(at >> 2) + MARKS] as number;
  if ((known & (HAS_TURN | AWAITS_HEADERS)) !== HAS_TURN || ((known & TURN_OF_SERVER) !== 0) !== (byServer === 1))
    return false;
  if (segment.payloadLength <= LARGEST_LISTENED || (byServer === 0 && mayBegin(firstByte(segment)))) return false;
  if (segment.timeNs - (record.doubles[(sender >> 3) + LAST_DATA_DOUBLE] as number) > PAUSE) return false;
  if (((words[(sender >> 2) + LABEL_AND_MARKS] as number) & MESSAGE_OPEN) === 0) return true;
  const messageEnd = words[(at >> 2) + (byServer === 0 ? CLIENT_MESSAGE_END : SERVER_MESSAGE_END)] as number;
  const behind = (messageEnd - segment.seq) | 0;
  return behind < 0 || behind >= segment.payloadLength;
}

/** A ClientHello may begin in the middle of a client's turn, and a request of HTTP/2. */
function mayBegin(byte: number): boolean {
  return byte === TLS_HANDSHAKE || byte === FRAME;
}
