/**
 * What one segment changes of its connection's record: states, history, sequence numbers, turns and what is kept. Reading
 * order: `observe` names every step. Definitions are Zeek's for states and history (endpoint-state.ts, history.ts) and
 * Wireshark's for completeness, keep-alives and reordering (epan/dissectors/packet-tcp.c, tcp_analyze_sequence_number).
 */
import { isAfter, isBefore, laterOf, sequenceDistance } from '../bytes/sequence.ts';
import { ACK, FIN, RST, SYN } from '../model/packet.ts';
import { MILLISECOND, SECOND, type TimeNs } from '../model/time.ts';
import type { Segment } from '../packet/segment.ts';
import { ClosedWindows } from './closed-windows.ts';
import { BOTH_ESTABLISHED, CLOSED, isClean, nextStates, RESET, stateOf } from './endpoint-state.ts';
import { Histories, LETTER_G, LETTER_T, LETTER_W } from './history.ts';
import { ClosingBlocks, keepInRing } from './packet-ring.ts';
import { PAUSE_MIN } from './pause-steps.ts';
import {
  CLIENT_FIN_ACKED,
  CLIENT_SIGNS,
  CLOSING,
  type ConnectionRecord,
  HANDSHAKE_DONE,
  HAS_BLOCK,
  LINGERS,
  MIRRORED,
  ODD_FIN,
  PASSES,
  PAYLOAD_CUT,
  SERVER_CLOSED_FIRST,
  SERVER_FIN_ACKED,
  SERVER_SIGNS,
} from './record.ts';
import { ResetWordsOfAll } from './reset-words.ts';
import { Sayings } from './sayings.ts';
import { ACK_KNOWN, ISN_KNOWN, SENT, SEQ_KNOWN, SideRecord, settle } from './side-record.ts';
import { StreamGaps } from './stream-gaps.ts';
import { begin, chooseStart, isOfOlder, startAnew } from './stream-start.ts';
import { OPTIONS_CUT, rareOptions, readSynOptions, SIGNED } from './tcp-options.ts';
import { activeSince, listen } from './turns.ts';
import { Visits } from './visits.ts';

/** Bits of `completeness`: Wireshark's tcp.completeness. */
const SAW_SYN = 1;
const SAW_SYN_ACK = 2;
const SAW_ACK = 4;
const SAW_DATA = 8;
const SAW_FIN = 16;
const SAW_RST = 32;

/** What a segment is to its stream. */
const NOTHING = 0;
const NEW = 1;
const REPEATED = 2;
const PROBE = 3;
const REORDERED = 4;

/** Wireshark's limit for reordering where the round-trip time is not known. */
const REORDERING: TimeNs = 3 * MILLISECOND;
/** A packet of the same IP identification, or one going out that had come in, this soon is the same packet; retransmissions come later. */
const SAME_PACKET: TimeNs = 100 * MILLISECOND;
/** Where IP identifications say nothing, a repeat must come sooner than any retransmission could. */
const SAME_INSTANT: TimeNs = 0.3 * MILLISECOND;
/** What comes so much later to a closed connection does not change how it was closed (Zeek's tcp_close_delay). */
const AFTERMATH: TimeNs = 5 * SECOND;
/** An acknowledgement of 0 so far ahead is a field not filled in (Zeek's TOO_LARGE_SEQ_DELTA). */
const TOO_FAR = 1 << 20;

/** Applies segments to records. */
export class SegmentObserver {
  readonly histories: Histories = new Histories();
  readonly gaps: StreamGaps = new StreamGaps();
  readonly resetWords: ResetWordsOfAll = new ResetWordsOfAll();
  readonly sayings: Sayings = new Sayings();
  readonly visits: Visits = new Visits();
  readonly closedWindows: ClosedWindows = new ClosedWindows();
  readonly blocks: ClosingBlocks;
  readonly #one = new SideRecord();
  readonly #other = new SideRecord();

  constructor(blockLimit: number) {
    this.blocks = new ClosingBlocks(blockLimit);
  }

  /** Applies a segment of the client (`byServer` 0) or server (1). `opens`: it is the first of the connection. */
  observe(record: ConnectionRecord, segment: Segment, byServer: number, opens: boolean): void {
    const sender = this.#one;
    const receiver = this.#other;
    sender.moveAndFetch(record.page, record.at, byServer);
    receiver.moveAndFetch(record.page, record.at, 1 - byServer);
    const { flags, payloadLength } = segment;
    const control = flags & (FIN | SYN | RST);
    const sinceLastNs = segment.timeNs - record.lastNs;
    if (sinceLastNs > 0) record.lastNs = segment.timeNs;
    if (sinceLastNs >= PAUSE_MIN && !(flags & RST)) record.notePause(sinceLastNs);
    if (!opens && this.#isRepeat(record, sender, segment, byServer)) {
      this.#countDuplicate(record, sender, segment, byServer);
      return;
    }
    if (segment.capturedPayload < payloadLength && !record.has(PAYLOAD_CUT)) record.mark(PAYLOAD_CUT);
    if (!sender.has(SENT) && control !== RST) begin(sender, segment);
    addCompleteness(record, flags, payloadLength, opens);
    if (control === 0) this.histories.addOrdinary(record, byServer, flags, payloadLength);
    else this.#observeControl(record, sender, receiver, segment, byServer);
    if (segment.window === 0 && !(flags & RST)) this.#observeZeroWindow(record, sender, segment, byServer);
    const kind = flags & RST ? NOTHING : this.#place(record, sender, receiver, segment, byServer);
    const { states } = record;
    if ((control !== 0 || (states & 0xff) !== BOTH_ESTABLISHED) && !(sinceLastNs > AFTERMATH && record.has(LINGERS))) {
      record.states = nextStates(states, byServer, flags, payloadLength);
    }
    if ((flags & (ACK | RST)) === ACK) this.#observeAck(record, sender, receiver, segment, byServer);
    if (segment.ttl !== sender.ttl && (flags & (SYN | RST)) === 0) this.visits.note(record, sender, segment, byServer);
    countPacket(sender, receiver, segment);
    if (payloadLength > 0 && kind !== PROBE && !(flags & RST)) {
      const said = listen(record, sender, receiver, segment, byServer, kind === NEW);
      if (kind === NEW) this.sayings.note(record, segment, said, byServer);
    }
    if (control !== 0 || record.has(CLOSING)) this.#observeEnding(record, sender, receiver, segment, byServer);
    else if (kind === PROBE || (kind === REPEATED && sender.retransmittedRun > 1)) this.blocks.open(record);
    settle(record, sender, receiver);
    if (!record.has(HAS_BLOCK)) keepInRing(record, segment, byServer);
    else this.blocks.keep(record, segment, byServer);
  }

  /**
   * Whether the capture has this packet twice (a mirror port, `-i any`). The same IP identification proves it, and that it
   * goes out where the other came in; where the identification is 0 or absent only data and SYNs within an instant count, since
   * acknowledgements and resets do repeat; unless its SYN was twice in the capture, or much else of the connection.
   */
  #isRepeat(record: ConnectionRecord, sender: SideRecord, segment: Segment, byServer: number): boolean {
    const { flags, payloadLength } = segment;
    // Resets move neither: what they carry and acknowledge is as new the second time.
    if (!(flags & RST)) {
      if (payloadLength > 0 && !isBefore(segment.seq, sender.nextSeq)) return false;
      if (flags & ACK && sender.has(ACK_KNOWN) && isAfter(segment.ack, sender.acked)) return false;
    }
    const sinceNs = this.blocks.timeSinceLike(record, segment, byServer);
    if (sinceNs < 0) return false;
    if (this.blocks.isPassing(segment)) return sinceNs < SAME_PACKET;
    if (segment.ipId !== 0) return sinceNs < SAME_PACKET;
    if (payloadLength === 0 && !(flags & SYN) && !record.has(MIRRORED)) return false;
    return sinceNs < SAME_INSTANT;
  }

  #countDuplicate(record: ConnectionRecord, sender: SideRecord, segment: Segment, byServer: number): void {
    const count = sender.countDuplicate();
    if (segment.way !== 0) this.#observePassage(record, segment);
    // No SYN is sent again within an instant (RFC 6298 §2.1): the capture has it twice, and what follows it, too.
    if ((segment.flags & SYN) !== 0 || (count > 3 && count * 3 > sender.packets)) record.mark(MIRRORED);
    // Zeek takes the repeated payload for retransmitted.
    if (segment.payloadLength > 0 && stateOf(record.states, byServer) !== RESET) {
      this.histories.addScaled(record, byServer, LETTER_T, sender.countRepeat());
    }
  }

  #observePassage(record: ConnectionRecord, segment: Segment): void {
    if (this.blocks.isPassing(segment)) record.mark(PASSES);
    this.blocks.noteWay(segment);
  }

  /** SYN, FIN, RST: their letters, and what only they carry. */
  #observeControl(
    record: ConnectionRecord,
    sender: SideRecord,
    receiver: SideRecord,
    segment: Segment,
    byServer: number,
  ): void {
    const { flags } = segment;
    let differs = false;
    if (flags & SYN) {
      differs = sender.has(ISN_KNOWN) && sender.startSeq !== segment.seq;
      sender.countSyn();
      sender.handshakeTtl = segment.ttl;
      readSynOptions(record, segment, sender, byServer);
      noteHandshake(record, segment, byServer);
      // Refused first, or reset for an older connection, and accepted when the client asked again: nothing has ended.
      const isFirst = byServer === 1 && (flags & ACK) !== 0 && sender.syns === 1;
      const isAgain = isFirst && (receiver.syns > 1 || record.has(SERVER_CLOSED_FIRST));
      if (isAgain && sender.fins + receiver.fins === 0) record.unmark(CLOSING | SERVER_CLOSED_FIRST);
    }
    if (flags & (FIN | RST)) this.blocks.open(record);
    if (flags & FIN) {
      const end = (segment.seq + segment.payloadLength) | 0;
      differs = this.blocks.changesFin(record, byServer, end);
      if ((differs && sender.fins > 0) || isOdd(record, receiver, segment, byServer)) record.mark(ODD_FIN);
      sender.countFin();
    }
    if (flags & RST) {
      differs = this.blocks.changesRst(record, byServer, segment.seq);
      sender.countReset();
      if (segment.capturedPayload > 0) this.resetWords.note(record, segment, byServer);
    }
    this.histories.addControl(record, byServer, flags, differs);
  }

  #observeZeroWindow(record: ConnectionRecord, sender: SideRecord, segment: Segment, byServer: number): void {
    const { states } = record;
    if (stateOf(states, 1 - byServer) === CLOSED || stateOf(states, byServer) === RESET) return;
    this.histories.addScaled(record, byServer, LETTER_W, sender.countZeroWindow());
    this.blocks.open(record);
    if (segment.flags & ACK) this.closedWindows.note(record, segment, byServer);
  }

  /** Where the segment lies in its stream; moves the stream on. */
  #place(
    record: ConnectionRecord,
    sender: SideRecord,
    receiver: SideRecord,
    segment: Segment,
    byServer: number,
  ): number {
    const { seq, flags, payloadLength } = segment;
    const length = payloadLength + (flags & SYN ? 1 : 0) + (flags & FIN ? 1 : 0);
    if (flags & SYN) startAnew(sender, segment);
    const captured = sender.nextSeq;
    const next = laterOf(captured, sender.contiguous);
    const behind = sequenceDistance(next, seq);
    if (length === 0) {
      // Its number is what comes next: what lies between was sent, and is not captured, or not yet.
      if (behind < 0) sender.advanceTo(seq);
      if (behind !== 1 || !(flags & ACK) || sender.fins > 0) return NOTHING;
      sender.countKeepAlive();
      return PROBE;
    }
    const end = (seq + length) | 0;
    if (behind === 0 && sender.contiguous === next) {
      sender.advanceTo(end);
      this.gaps.fillTo(record, sender, byServer, end);
      return NEW;
    }
    if (behind <= 0) {
      sender.advanceTo(end);
      this.gaps.addBlock(record, byServer, seq, end);
      return NEW;
    }
    if (payloadLength > 0 && !isAfter(end, captured) && stateOf(record.states, byServer) !== RESET) {
      this.histories.addScaled(record, byServer, LETTER_T, sender.countRepeat());
    }
    if (behind === 1 && payloadLength === 1 && !(flags & FIN) && receiver.has(ACK_KNOWN) && receiver.acked === next) {
      sender.countKeepAlive();
      return PROBE;
    }
    return this.#placeBehind(record, sender, segment, byServer, end);
  }

  /** A segment that starts before what came already: sent again, or late. */
  #placeBehind(record: ConnectionRecord, sender: SideRecord, segment: Segment, byServer: number, end: number): number {
    const { seq } = segment;
    const { contiguous } = sender;
    const captured = sender.nextSeq;
    const isLate = segment.timeNs - sender.lastDataNs < reorderingTime(record);
    const isLatest = isAfter(end, captured);
    if (isLatest) sender.advanceTo(end);
    let fills = false;
    if (!isBefore(seq, contiguous) && !this.gaps.holds(record, byServer, seq, end)) {
      fills = true;
      if (seq === contiguous) this.gaps.fillTo(record, sender, byServer, end);
      else this.gaps.addBlock(record, byServer, seq, end);
    } else if (isBefore(seq, contiguous)) {
      const sinceNs = this.gaps.takeBack(record, byServer, seq, end, segment.timeNs);
      fills = sinceNs >= 0;
      if (isAfter(end, contiguous)) this.gaps.fillTo(record, sender, byServer, end);
      // Only the acknowledgement is before it in the capture, as where each direction is captured by itself.
      if (fills && isLatest && sinceNs < reorderingTime(record)) return NEW;
    }
    if (fills && isLate) return REORDERED;
    sender.countRetransmission();
    return REPEATED;
  }

  #observeAck(
    record: ConnectionRecord,
    sender: SideRecord,
    receiver: SideRecord,
    segment: Segment,
    byServer: number,
  ): void {
    const { ack } = segment;
    if (!record.has(HANDSHAKE_DONE)) {
      if (byServer === 0) chooseStart(receiver, segment);
      else if (isOfOlder(sender, receiver, segment)) return;
    }
    if (!receiver.has(SEQ_KNOWN)) {
      receiver.startSeq = (ack - 1) | 0;
      receiver.nextSeq = ack;
      receiver.contiguous = ack;
      receiver.mark(SEQ_KNOWN);
    }
    if (sender.has(ACK_KNOWN)) {
      const progress = sequenceDistance(ack, sender.acked);
      if (progress <= 0 || (ack === 0 && progress > TOO_FAR)) return;
    }
    sender.acked = ack;
    sender.mark(ACK_KNOWN);
    if (receiver.retransmittedRun > 0) receiver.retransmittedRun = 0;
    if (isAfter(ack, receiver.contiguous)) this.#observeMissed(record, receiver, ack, byServer, segment.timeNs);
    if (!record.has(HANDSHAKE_DONE)) noteAck(record, receiver, segment, byServer);
  }

  /** The sender acknowledged what the capture does not have. */
  #observeMissed(record: ConnectionRecord, receiver: SideRecord, ack: number, byServer: number, timeNs: TimeNs): void {
    if (!receiver.has(ISN_KNOWN) && sequenceDistance(ack, receiver.startSeq) <= 2) {
      // The first byte of a connection that was there before the capture: acknowledged before it, or a keep-alive's.
      receiver.contiguous = ack;
      return;
    }
    // Beyond its FIN an end has nothing to be acknowledged.
    const acked = receiver.fins > 0 && isAfter(ack, receiver.nextSeq) ? receiver.nextSeq : ack;
    if (!isAfter(acked, receiver.contiguous)) return;
    const count = this.gaps.giveUp(record, receiver, 1 - byServer, acked, timeNs);
    if (isClean(record.states, 0) && isClean(record.states, 1)) {
      this.histories.addScaled(record, 1 - byServer, LETTER_G, count);
    }
  }

  /** From the first FIN or reset on: what stays as it was before it, and whether FINs are acknowledged. */
  #observeEnding(
    record: ConnectionRecord,
    sender: SideRecord,
    receiver: SideRecord,
    segment: Segment,
    byServer: number,
  ): void {
    if (segment.flags & (FIN | RST) && !record.has(CLOSING)) {
      record.mark(byServer === 1 ? CLOSING | SERVER_CLOSED_FIRST : CLOSING);
      this.blocks.beginClosing(record, segment.timeNs, activeSince(record, sender, receiver));
    }
    if (receiver.fins > 0 && sender.has(ACK_KNOWN) && !isBefore(sender.acked, receiver.nextSeq)) {
      record.mark(byServer === 1 ? CLIENT_FIN_ACKED : SERVER_FIN_ACKED);
    }
    if (sender.fins > 0 && receiver.has(ACK_KNOWN) && !isBefore(receiver.acked, sender.nextSeq)) {
      record.mark(byServer === 1 ? SERVER_FIN_ACKED : CLIENT_FIN_ACKED);
    }
  }
}

/** A FIN that closes before what the receiver has acknowledged, or without the signature that its sender's SYN bears. */
function isOdd(record: ConnectionRecord, receiver: SideRecord, segment: Segment, byServer: number): boolean {
  const end = (segment.seq + segment.payloadLength) | 0;
  // A repeated FIN was acknowledged, and is one byte.
  if (receiver.has(ACK_KNOWN) && sequenceDistance(receiver.acked, end) > 1) return true;
  return (
    record.has(byServer === 1 ? SERVER_SIGNS : CLIENT_SIGNS) && (rareOptions(segment) & (SIGNED | OPTIONS_CUT)) === 0
  );
}

function addCompleteness(record: ConnectionRecord, flags: number, payloadLength: number, opens: boolean): void {
  let seen = record.completeness;
  const handshake = flags & (SYN | ACK);
  if (handshake === SYN) {
    if (opens) seen = payloadLength > 0 ? SAW_SYN | SAW_DATA : SAW_SYN;
  } else if (handshake === (SYN | ACK)) seen |= SAW_SYN_ACK;
  else if (handshake === ACK) seen |= payloadLength > 0 ? SAW_DATA : SAW_ACK;
  if ((flags & (FIN | ACK)) === (FIN | ACK)) seen |= SAW_FIN;
  if (flags & RST) seen |= SAW_RST;
  if (seen !== record.completeness) record.completeness = seen;
}

function noteHandshake(record: ConnectionRecord, segment: Segment, byServer: number): void {
  if (byServer === 0 && !(segment.flags & ACK) && record.synNumber === 0) {
    record.synNumber = segment.number;
  } else if (byServer === 1 && record.synAckNumber === 0) {
    record.synAckDelay = segment.timeNs - record.startNs;
    record.synAckNumber = segment.number;
  }
}

/** The client's acknowledgement of the SYN-ACK completes the handshake. */
function noteAck(record: ConnectionRecord, server: SideRecord, segment: Segment, byServer: number): void {
  if (byServer === 1 || record.synAckNumber === 0 || segment.flags & (SYN | RST)) return;
  if (sequenceDistance(segment.ack, server.startSeq) < 1) return;
  record.ackDelay = segment.timeNs - record.startNs;
  record.mark(HANDSHAKE_DONE);
}

/** How late a segment may come and still count as reordered: the round-trip time, as Wireshark has it. */
function reorderingTime(record: ConnectionRecord): TimeNs {
  return record.has(HANDSHAKE_DONE) ? Math.max(REORDERING, record.ackDelay) : REORDERING;
}

function countPacket(sender: SideRecord, receiver: SideRecord, segment: Segment): void {
  const { flags, payloadLength } = segment;
  sender.countPacket();
  if (payloadLength > 0) {
    sender.addPayload(payloadLength);
    if (payloadLength > sender.largestPayload) sender.largestPayload = payloadLength;
  }
  if (receiver.unansweredProbes > 0) receiver.unansweredProbes = 0;
  if (flags & RST) return;
  sender.ipId = segment.ipId;
  if (segment.flowLabel !== sender.flowLabel) sender.flowLabel = segment.flowLabel;
  sender.noteTtl(segment.ttl, (flags & SYN) !== 0);
}
