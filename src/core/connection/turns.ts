/**
 * Whose turn it is to speak, and what was said. A turn is the run of segments with payload from one end that no payload of
 * the other has answered. A message is looked at where one can begin: at the start of a turn, where the message before it
 * ended by its own count, after a pause, and where a small segment looks like a TLS alert or another last word.
 */
import { MILLISECOND, type TimeNs } from '../model/time.ts';
import {
  ANSWERS_LEAVE,
  GIVES_UP,
  GOAWAY_ERROR,
  HAS_HEADERS,
  HTTP_METHODS,
  ON_STREAM,
  PING_ASKS,
} from '../model/utterance.ts';
import type { Segment } from '../packet/segment.ts';
import { endOfHead } from '../protocols/_bytes.ts';
import { mayEndChunks } from '../protocols/_chunks.ts';
import { CHUNKED } from '../protocols/_protocol.ts';
import { lengthOfMessage, recognise } from '../protocols/_recognition.ts';
import { LARGEST_ALERT } from '../protocols/_tls-ending.ts';
import { codeOf, detailOf, isFrames, isGoaway, kindOf, speaksHttp2, UNKNOWN } from '../protocols/_utterance-code.ts';
import {
  beginHandshake,
  checkPipelined,
  followHandshake,
  isAtEnd,
  isClientHello,
  isInHandshake,
  noteAsked,
} from './message-ends.ts';
import {
  AWAITS_HEADERS,
  CLOSING,
  type ConnectionRecord,
  HANDSHAKE_DONE,
  HAS_TURN,
  IN_CHUNKS,
  TURN_OF_SERVER,
} from './record.ts';
import { MESSAGE_OPEN, type SideRecord } from './side-record.ts';

/** After so long without payload from an end, what it sends is another message. */
export const PAUSE: TimeNs = 500 * MILLISECOND;

const TLS_ALERT = 21;
/** First byte of a record with a message of the handshake. */
export const TLS_HANDSHAKE = 22;
/** First byte of a frame of HTTP/2 that is no longer than 65,535 bytes: of its length (RFC 9113 §4.1). */
export const FRAME = 0;
/** Alerts, GOAWAYs and errors that come in the middle of a turn are looked for in segments up to this size. */
const LARGEST_LAST_WORD = LARGEST_ALERT;

/** A frame of type GOAWAY: its head, the last stream and the error (RFC 9113 §6.8). */
const LEAVE_TYPE = 7;
const LEAVE_LENGTH = 17;

/** A frame of type RST_STREAM, and how it begins: length 4, type 3 (RFC 9113 §6.4). */
const CANCEL_LENGTH = 13;
const CANCEL_HEAD = 0x0403;

/** First byte of an HTTP response; the status that ends HTTP (RFC 9110 §15.2.2). */
const HTTP_HEAD = 0x48;
const SWITCHING = 101;

const HEAD = HTTP_METHODS.indexOf('HEAD');

/** Frames of HTTP/2 of which nothing is known. */
const HTTP2_FRAMES = codeOf('http2-frames', 0);
/** The last of the kinds. */
const COMMAND = codeOf('command', 0);

/**
 * First bytes of errors that may follow something else in the same turn ("Exceeded", "Invalid", "Not", "Protocol", "-ERR",
 * "@ERROR"), and of goodbyes (Close of a WebSocket, Terminate of PostgreSQL, COM_QUIT, QUIT).
 */
const LAST_WORD_BYTES: ReadonlySet<number> = new Set([
  0x45, 0x49, 0x4e, 0x50, 0x2d, 0x40, 0x88, 0x58, 0x01, 0x2a, 0x51, 0x71,
]);

/**
 * Notes a segment with payload. `isNew`: it carries bytes of the stream that were not there before. Gives the code of the
 * message that begins with it, or 0.
 */
export function listen(
  record: ConnectionRecord,
  sender: SideRecord,
  receiver: SideRecord,
  segment: Segment,
  byServer: number,
  isNew: boolean,
): number {
  let said = byServer === 1 && isNew ? interim(segment) : 0;
  if (said !== 0) {
    // The answer is still to come, and the client has the word.
    if (sender.firstSaid === 0) sender.firstSaid = said;
    sender.lastSaid = said;
  } else if (isNew) {
    const turns = !record.has(CLOSING) && takesTurn(record, byServer) && !answersLeave(receiver, segment);
    if (turns) startTurn(record, receiver, segment, byServer);
    const beginsTls = mayBeginTls(sender, receiver, segment, byServer);
    if (beginsTls) beginTls(record, sender, receiver, turns ? record.turns - 1 : record.turns);
    if (turns || beginsTls || startsMessage(sender, segment, byServer) || mayAsk(record, sender, segment, byServer)) {
      said = understand(record, sender, receiver, segment, byServer);
      // After a pause the rest of an answer in chunks is still that answer.
      const goesOn = said === UNKNOWN && byServer === 1 && !turns && isInChunks(record, sender, receiver);
      const length = goesOn ? -1 : hear(sender, receiver, segment, said, byServer, turns);
      if (byServer === 1 && kindOf(said) === 'http-response' && !speaksHttp2(sender.firstSaid))
        beginChunks(record, length === CHUNKED);
      if (byServer === 1) beginHandshake(sender, receiver, segment, said);
      else if (turns) noteAsked(sender, segment, said);
      if (byServer === 1 && isInHandshake(sender)) followHandshake(sender, segment);
    } else if (byServer === 1 && isInHandshake(sender)) followHandshake(sender, segment);
    else if (byServer === 0 && kindOf(sender.lastSaid) === 'http-request' && isAtEnd(sender, segment))
      checkPipelined(sender, segment, segment.payloadOffset);
    else if (isSmall(segment) && LAST_WORD_BYTES.has(firstByte(segment))) hearLastWord(sender, segment);
    if (byServer === 1 && record.has(AWAITS_HEADERS) && mayAnswer(said)) record.unmark(AWAITS_HEADERS);
    if (byServer === 1 && isInChunks(record, sender, receiver) && !isHeadAlone(said, segment))
      followChunks(record, segment);
  }
  sender.lastDataNs = segment.timeNs;
  sender.lastDataNumber = segment.number;
  return said;
}

/**
 * A ClientHello in a conversation that has been in plain text so far: STARTTLS and its like, or the tunnel of a proxy (RFC
 * 3207, RFC 9110 §9.3.6). Some wait for no answer to their wish and say it in the same turn.
 */
function mayBeginTls(sender: SideRecord, receiver: SideRecord, segment: Segment, byServer: number): boolean {
  if (byServer === 1 || firstByte(segment) !== TLS_HANDSHAKE) return false;
  // Who was not spoken to, or has not spoken, agreed on nothing; some other message came by mistake.
  if (sender.firstSaid === 0 || receiver.firstSaid === 0) return false;
  if (kindOf(sender.firstSaid) === 'tls-handshake' || kindOf(receiver.firstSaid) === 'tls-handshake') return false;
  const { view, payloadOffset: start, capturedPayload } = segment;
  return isClientHello(recognise(view, start, start + capturedPayload));
}

/** What both ends say from now on counts as if it were the first of the connection. */
function beginTls(record: ConnectionRecord, sender: SideRecord, receiver: SideRecord, turnsBefore: number): void {
  record.turnsBeforeTls = turnsBefore;
  record.turns = 1;
  record.unmark(AWAITS_HEADERS | IN_CHUNKS);
  for (const side of [sender, receiver]) {
    side.firstSaid = 0;
    side.lastSaid = 0;
    side.unmark(MESSAGE_OPEN);
  }
}

/** Frames of HTTP/2 have the same mark, and their ends are followed elsewhere (open-streams.ts). */
function isInChunks(record: ConnectionRecord, server: SideRecord, client: SideRecord): boolean {
  return record.has(IN_CHUNKS) && !speaksHttp2(server.firstSaid) && !speaksHttp2(client.firstSaid);
}

function beginChunks(record: ConnectionRecord, comesInChunks: boolean): void {
  if (comesInChunks) record.mark(IN_CHUNKS);
  else record.unmark(IN_CHUNKS);
}

/** Notes where a response of the server in chunks has ended; what was not captured may have been its end. */
export function followChunks(record: ConnectionRecord, segment: Segment): void {
  const { view, payloadOffset: start, capturedPayload, payloadLength } = segment;
  if (capturedPayload < payloadLength || mayEndChunks(view, start, start + payloadLength)) record.unmark(IN_CHUNKS);
}

/** A head that a segment ends with ends in an empty line, too; its chunks come behind it. */
function isHeadAlone(said: number, { view, payloadOffset: start, capturedPayload }: Segment): boolean {
  const end = start + capturedPayload;
  return kindOf(said) === 'http-response' && endOfHead(view, start, end) === end;
}

function takesTurn(record: ConnectionRecord, byServer: number): boolean {
  const { marks } = record;
  return (marks & HAS_TURN) === 0 || ((marks & TURN_OF_SERVER) !== 0) !== (byServer === 1);
}

/** A GOAWAY that names no error, from the end to which the other has said its own: it takes note of that, and is no word. */
function answersLeave(receiver: SideRecord, { view, payloadOffset, capturedPayload }: Segment): boolean {
  if (!isGoaway(receiver.lastSaid) || capturedPayload < LEAVE_LENGTH) return false;
  return view.getUint8(payloadOffset + 3) === LEAVE_TYPE && view.getUint32(payloadOffset + LEAVE_LENGTH - 4) === 0;
}

/** The code of a head of status 1xx with nothing behind it, which announces an answer (RFC 9110 §15.2); 0 else. 101 is one. */
function interim(segment: Segment): number {
  const { view, payloadOffset: start, capturedPayload, payloadLength } = segment;
  if (capturedPayload < payloadLength || firstByte(segment) !== HTTP_HEAD) return 0;
  const end = start + capturedPayload;
  const said = recognise(view, start, end);
  if (kindOf(said) !== 'http-response' || detailOf(said) >= 200 || detailOf(said) === SWITCHING) return 0;
  return endOfHead(view, start, end) === end ? said : 0;
}

function startTurn(record: ConnectionRecord, receiver: SideRecord, segment: Segment, byServer: number): void {
  record.turns += 1;
  record.turnIdleNs = Math.max(0, segment.timeNs - activeSince(record, receiver, receiver));
  record.turnSinceNs = segment.timeNs;
  record.turnNumber = segment.number;
  record.marks = (record.marks & ~TURN_OF_SERVER) | HAS_TURN | (byServer === 1 ? TURN_OF_SERVER : 0);
}

function startsMessage(sender: SideRecord, segment: Segment, byServer: number): boolean {
  if (sender.lastDataNumber === 0 || segment.timeNs - sender.lastDataNs > PAUSE) return true;
  if (byServer === 1 && isAtEnd(sender, segment) && !isInHandshake(sender)) return true;
  // Every frame of HTTP/2 is a message of its own.
  return isSmall(segment) && (speaksHttp2(sender.firstSaid) || firstByte(segment) === TLS_ALERT);
}

/** A request of HTTP/2 comes behind the client's settings in the same turn. While one waits for its answer, more change nothing. */
function mayAsk(record: ConnectionRecord, sender: SideRecord, segment: Segment, byServer: number): boolean {
  if (byServer === 1 || firstByte(segment) !== FRAME || record.has(AWAITS_HEADERS)) return false;
  return speaksHttp2(sender.firstSaid);
}

function isSmall({ payloadLength }: Segment): boolean {
  return payloadLength <= LARGEST_LAST_WORD;
}

/** The first byte of a segment's payload; −1 where none was captured. */
export function firstByte({ capturedPayload, view, payloadOffset }: Segment): number {
  return capturedPayload > 0 ? view.getUint8(payloadOffset) : -1;
}

function isCommand(code: number): boolean {
  return code >= COMMAND;
}

/** Recognises the message that the segment begins; its code. */
function understand(
  record: ConnectionRecord,
  sender: SideRecord,
  receiver: SideRecord,
  segment: Segment,
  byServer: number,
): number {
  const start = segment.payloadOffset;
  const end = start + segment.capturedPayload;
  let said =
    segment.capturedPayload > 0 ? recognise(segment.view, start, end, sender.firstSaid, receiver.firstSaid) : UNKNOWN;
  if (isCommand(said) && byServer === 0 && isBehindOther(record, sender, segment)) return UNKNOWN;
  if (record.has(CLOSING) || isGoaway(receiver.lastSaid)) said = withoutFormality(said);
  if (byServer === 0 && speaksHttp2(said)) {
    // A request is not answered by what its client says behind it.
    if (record.has(AWAITS_HEADERS)) said |= HAS_HEADERS;
    else if (!isGoaway(said) && (said & HAS_HEADERS) !== 0) record.mark(AWAITS_HEADERS);
  }
  return said;
}

/** It follows something that is no command in the same turn: it may be a part of that, or have to wait until that is answered. */
function isBehindOther(record: ConnectionRecord, sender: SideRecord, segment: Segment): boolean {
  if (record.has(TURN_OF_SERVER) || record.turnNumber === segment.number) return false;
  return sender.lastSaid !== 0 && !isCommand(sender.lastSaid);
}

/** Notes what the message is. Its length, as `lengthOfMessage` gives it. */
function hear(
  sender: SideRecord,
  receiver: SideRecord,
  segment: Segment,
  said: number,
  byServer: number,
  turns: boolean,
): number {
  if (sender.firstSaid === 0) sender.firstSaid = said;
  // The middle of a message after a pause, or its rest after an interruption, does not make the message another one.
  const isOpen = byServer === 1 && sender.has(MESSAGE_OPEN);
  if (said === UNKNOWN && isOpen && sender.messageEnd !== segment.seq) return -1;
  const before = sender.lastSaid;
  const isMore = speaksHttp2(before) && !outweighs(said, before);
  const last = turns ? said : withLeftPing(sender, segment, said);
  sender.lastSaid = noteStream(isMore ? before : last, before, said, turns);
  if (isMore) return -1;
  if (isOpen) sender.unmark(MESSAGE_OPEN);
  if (kindOf(said) !== 'http-response' || isHeadRequest(receiver.lastSaid)) return -1;
  const start = segment.payloadOffset;
  const length = lengthOfMessage(said, segment.view, start, start + segment.capturedPayload);
  if (length < 0 || length > 0x7fff_ffff) return length;
  sender.messageEnd = (segment.seq + length) | 0;
  sender.mark(MESSAGE_OPEN);
  return length;
}

/** What an end says as its last after a PING and a silence in which the other end did not answer it, with a mark of that. */
function withLeftPing({ lastSaid, lastDataNs }: SideRecord, segment: Segment, said: number): number {
  if (!isFrames(lastSaid) || isGoaway(lastSaid) || (lastSaid & PING_ASKS) === 0) return said;
  if (segment.timeNs - lastDataNs <= PAUSE) return said;
  if (isGoaway(said)) return (said & GOAWAY_ERROR) === 0 ? said | PING_ASKS : said;
  return isFrames(said) && isCancel(segment) ? said | GIVES_UP : said;
}

/** Frames of type RST_STREAM and nothing else: a client that gives up ends all it had asked for. */
function isCancel({ view, payloadOffset: start, capturedPayload, payloadLength }: Segment): boolean {
  if (capturedPayload < payloadLength || payloadLength % CANCEL_LENGTH !== 0) return false;
  for (let at = start; at < start + payloadLength; at += CANCEL_LENGTH) {
    if (view.getUint32(at) !== CANCEL_HEAD) return false;
  }
  return true;
}

/** With a GOAWAY that names no error an end only answers that the other has closed, or has said its own before. */
function withoutFormality(said: number): number {
  return isGoaway(said) && (said & GOAWAY_ERROR) === 0 ? HTTP2_FRAMES | ANSWERS_LEAVE | (said & ON_STREAM) : said;
}

/** Frames of HTTP/2 also say whether any in this turn belongs to a stream; what is none is the middle of one. */
function noteStream(last: number, before: number, said: number, turns: boolean): number {
  if (!isFrames(last)) return last;
  const earlier = !turns && isFrames(before) ? before : 0;
  const now = isFrames(said) ? said : ON_STREAM;
  return (last & ~ON_STREAM) | ((earlier | now) & ON_STREAM);
}

/** Whatever a server says that is not known to be mere formalities (SETTINGS, PING, WINDOW_UPDATE) may be the answer. */
function mayAnswer(said: number): boolean {
  return !isFrames(said) || isGoaway(said) || (said & (HAS_HEADERS | ON_STREAM)) !== 0;
}

/** An error or a goodbye behind other messages is the last word; whatever else begins like one is a part of them. */
function hearLastWord(sender: SideRecord, { view, payloadOffset, capturedPayload }: Segment): void {
  const said = recognise(view, payloadOffset, payloadOffset + capturedPayload);
  const kind = kindOf(said);
  if (kind === 'stated-error' || kind === 'goodbye') sender.lastSaid = said;
}

/** What follows a GOAWAY does not make it unsaid, unless it is one that names an error where the first named none. */
function outweighs(said: number, before: number): boolean {
  if (!isGoaway(before)) return said !== UNKNOWN;
  return isGoaway(said) && (before & GOAWAY_ERROR) === 0;
}

function isHeadRequest(code: number): boolean {
  return kindOf(code) === 'http-request' && detailOf(code) === HEAD;
}

/** Time of the last payload or completed handshake so far; the start where there was neither. */
export function activeSince(record: ConnectionRecord, one: SideRecord, other: SideRecord): TimeNs {
  let active = record.has(HANDSHAKE_DONE) ? record.startNs + record.ackDelay : record.startNs;
  if (one.lastDataNumber > 0 && one.lastDataNs > active) active = one.lastDataNs;
  if (other.lastDataNumber > 0 && other.lastDataNs > active) active = other.lastDataNs;
  return active;
}
