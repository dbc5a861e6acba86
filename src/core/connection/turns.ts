/**
 * Whose turn it is to speak, and what was said. A turn is the run of segments with payload from one end that no payload of
 * the other has answered. A message is looked at where one can begin: at the start of a turn, where the message before it
 * ended by its own count, after a pause, and where a small segment looks like a TLS alert.
 */
import { MILLISECOND, type TimeNs } from '../model/time.ts';
import { HTTP_METHODS } from '../model/utterance.ts';
import type { Segment } from '../packet/segment.ts';
import { lengthOfMessage, recognise } from '../protocols/_recognition.ts';
import { codeOf, kindOf, UNKNOWN } from '../protocols/_utterance-code.ts';
import { CLOSING, type ConnectionRecord, HANDSHAKE_DONE, HAS_TURN, TURN_OF_SERVER } from './record.ts';
import { MESSAGE_OPEN, type SideRecord } from './side-record.ts';

/** After so long without payload from an end, what it sends is another message. */
export const PAUSE: TimeNs = 500 * MILLISECOND;

const TLS_ALERT = 21;
const LARGEST_ALERT = 64;

const HEAD_REQUEST = codeOf('http-request', HTTP_METHODS.indexOf('HEAD'));

/** Notes a segment with payload. `isNew`: it carries bytes of the stream that were not there before. */
export function listen(
  record: ConnectionRecord,
  sender: SideRecord,
  receiver: SideRecord,
  segment: Segment,
  byServer: number,
  isNew: boolean,
): void {
  if (isNew) {
    const turns = !record.has(CLOSING) && takesTurn(record, byServer);
    if (turns) startTurn(record, receiver, segment, byServer);
    if (turns || startsMessage(sender, segment)) hear(sender, receiver, segment);
  }
  sender.lastDataNs = segment.timeNs;
  sender.lastDataNumber = segment.number;
}

function takesTurn(record: ConnectionRecord, byServer: number): boolean {
  const { marks } = record;
  return (marks & HAS_TURN) === 0 || ((marks & TURN_OF_SERVER) !== 0) !== (byServer === 1);
}

function startTurn(record: ConnectionRecord, receiver: SideRecord, segment: Segment, byServer: number): void {
  record.turns += 1;
  record.turnIdleNs = Math.max(0, segment.timeNs - activeSince(record, receiver, receiver));
  record.turnSinceNs = segment.timeNs;
  record.turnNumber = segment.number;
  record.marks = (record.marks & ~TURN_OF_SERVER) | HAS_TURN | (byServer === 1 ? TURN_OF_SERVER : 0);
}

function startsMessage(sender: SideRecord, segment: Segment): boolean {
  if (sender.lastDataNumber === 0 || segment.timeNs - sender.lastDataNs > PAUSE) return true;
  if (sender.has(MESSAGE_OPEN) && sender.messageEnd === segment.seq) return true;
  return (
    segment.payloadLength <= LARGEST_ALERT &&
    segment.capturedPayload > 0 &&
    segment.view.getUint8(segment.payloadOffset) === TLS_ALERT
  );
}

/** Recognises the message that the segment begins. */
function hear(sender: SideRecord, receiver: SideRecord, segment: Segment): void {
  const start = segment.payloadOffset;
  const end = start + segment.capturedPayload;
  const said = segment.capturedPayload > 0 ? recognise(segment.view, start, end) : UNKNOWN;
  if (sender.firstSaid === 0) sender.firstSaid = said;
  // The middle of a message after a pause, or its rest after an interruption, does not make the message another one.
  if (said === UNKNOWN && sender.has(MESSAGE_OPEN) && sender.messageEnd !== segment.seq) return;
  sender.lastSaid = said;
  sender.unmark(MESSAGE_OPEN);
  if (kindOf(said) !== 'http-response' || receiver.lastSaid === HEAD_REQUEST) return;
  const length = lengthOfMessage(said, segment.view, start, end);
  if (length < 0 || length > 0x7fff_ffff) return;
  sender.messageEnd = (segment.seq + length) | 0;
  sender.mark(MESSAGE_OPEN);
}

/** Time of the last payload or completed handshake so far; the start where there was neither. */
export function activeSince(record: ConnectionRecord, one: SideRecord, other: SideRecord): TimeNs {
  let active = record.has(HANDSHAKE_DONE) ? record.startNs + record.ackDelay : record.startNs;
  if (one.lastDataNumber > 0 && one.lastDataNs > active) active = one.lastDataNs;
  if (other.lastDataNumber > 0 && other.lastDataNs > active) active = other.lastDataNs;
  return active;
}
