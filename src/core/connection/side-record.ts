/**
 * One end of an open connection: the 80 bytes of its record that say what this end sent. The same kind of cursor as
 * record.ts; counters stop at their largest value instead of starting over. Fields without a docstring are those of
 * `SideSummary`, sequence numbers are signed 32-bit integers.
 */
import type { TimeNs } from '../model/time.ts';
import * as layout from './record-layout.ts';
import { NO_PAGE, type RecordPage } from './record-page.ts';

const TWO_32 = 0x1_0000_0000;

// Where the fields are, counted in their own size. Constants of this file: the compiler makes them part of its code.
const ACKED = layout.ACKED >> 2;
const CLIENT_OFFSET = layout.CLIENT_OFFSET;
const CLIENT_REST_OFFSET = layout.CLIENT_REST_OFFSET;
const CONTIGUOUS = layout.CONTIGUOUS >> 2;
const DUPLICATES = layout.DUPLICATES >> 1;
const FINS = layout.FINS;
const FIRST_SAID = layout.FIRST_SAID >> 1;
const HANDSHAKE_TTL = layout.HANDSHAKE_TTL;
const IP_ID = layout.IP_ID >> 1;
const KEEP_ALIVES = layout.KEEP_ALIVES >> 1;
const LABEL_AND_MARKS = layout.LABEL_AND_MARKS >> 2;
const LARGEST = layout.LARGEST >> 1;
const LAST_DATA = layout.LAST_DATA >> 3;
const LAST_DATA_NUMBER = layout.LAST_DATA_NUMBER >> 2;
const LAST_SAID = layout.LAST_SAID >> 1;
const MESSAGE_END = layout.MESSAGE_END >> 2;
const MSS = layout.MSS >> 1;
const NEXT_SEQ = layout.NEXT_SEQ >> 2;
const PACKETS = layout.PACKETS >> 2;
const PAYLOAD = layout.PAYLOAD >> 2;
const PAYLOAD_WRAPS = layout.PAYLOAD_WRAPS;
const REPEATS = layout.REPEATS >> 1;
const RESETS = layout.RESETS >> 1;
const RETRANSMITTED = layout.RETRANSMITTED >> 2;
const RUN = layout.RUN;
const SERVER_OFFSET = layout.SERVER_OFFSET;
const SERVER_REST_OFFSET = layout.SERVER_REST_OFFSET;
const START_SEQ = layout.START_SEQ >> 2;
const STREAM_WRAPS = layout.STREAM_WRAPS;
const SYNS = layout.SYNS;
const TTL = layout.TTL;
const TTL_MAX = layout.TTL_MAX;
const TTL_MIN = layout.TTL_MIN;
const UNANSWERED = layout.UNANSWERED;
const ZERO_WINDOWS = layout.ZERO_WINDOWS >> 1;

/** What is known of an end, a bit each. */
export const ISN_KNOWN: number = 1 << 24;
/** Start and next sequence number come from a segment of this end, or only from what the other acknowledged. */
export const SENT: number = 1 << 25;
export const SEQ_KNOWN: number = 1 << 26;
export const ACK_KNOWN: number = 1 << 27;
export const SACK_PERMITTED: number = 1 << 28;
export const TIMESTAMPS: number = 1 << 29;
export const HAS_WINDOW_SCALE: number = 1 << 30;
export const MESSAGE_OPEN: number = 1 << 31;
/** The bits of the flow label. */
export const FLOW_LABEL = 0xfffff;

/** The cursor. */
export class SideRecord {
  words: Int32Array = NO_PAGE.words;
  halves: Uint16Array = NO_PAGE.halves;
  bytes: Uint8Array = NO_PAGE.bytes;
  doubles: Float64Array = NO_PAGE.doubles;
  page: RecordPage = NO_PAGE;
  /** Offsets in the page of the end's two parts, in bytes. */
  at = 0;
  rest = 0;

  /** Moves to the client (`ofServer` 0) or server (1) of the record that starts at this offset. */
  moveTo(page: RecordPage, record: number, ofServer: number): void {
    this.at = record + (ofServer === 0 ? CLIENT_OFFSET : SERVER_OFFSET);
    this.rest = record + (ofServer === 0 ? CLIENT_REST_OFFSET : SERVER_REST_OFFSET);
    if (page === this.page) return;
    this.page = page;
    this.words = page.words;
    this.halves = page.halves;
    this.bytes = page.bytes;
    this.doubles = page.doubles;
  }

  get lastDataNs(): TimeNs {
    return this.doubles[(this.at >> 3) + LAST_DATA] as number;
  }
  set lastDataNs(value: TimeNs) {
    this.doubles[(this.at >> 3) + LAST_DATA] = value;
  }

  get packets(): number {
    return (this.words[(this.at >> 2) + PACKETS] as number) >>> 0;
  }
  set packets(value: number) {
    this.words[(this.at >> 2) + PACKETS] = value;
  }

  get payloadBytes(): number {
    const low = (this.words[(this.at >> 2) + PAYLOAD] as number) >>> 0;
    return (this.bytes[this.at + PAYLOAD_WRAPS] as number) * TWO_32 + low;
  }
  addPayload(byteCount: number): void {
    const sum = ((this.words[(this.at >> 2) + PAYLOAD] as number) >>> 0) + byteCount;
    this.words[(this.at >> 2) + PAYLOAD] = sum;
    if (sum >= TWO_32) this.#increaseByte(this.at + PAYLOAD_WRAPS);
  }

  /** One before the first byte of the stream: the ISN, where the SYN was seen. */
  get startSeq(): number {
    return this.words[(this.rest >> 2) + START_SEQ] as number;
  }
  set startSeq(value: number) {
    this.words[(this.rest >> 2) + START_SEQ] = value;
  }

  get nextSeq(): number {
    return this.words[(this.at >> 2) + NEXT_SEQ] as number;
  }
  set nextSeq(value: number) {
    this.words[(this.at >> 2) + NEXT_SEQ] = value;
  }

  /** Moves `nextSeq` on along the stream. */
  advanceTo(seq: number): void {
    if (seq >>> 0 < this.nextSeq >>> 0) this.#increaseByte(this.at + STREAM_WRAPS);
    this.nextSeq = seq;
  }

  /** How often the stream went round the circle of sequence numbers. */
  get streamWraps(): number {
    return this.bytes[this.at + STREAM_WRAPS] as number;
  }

  /** Everything before is in the capture, or given up as missed. */
  get contiguous(): number {
    return this.words[(this.at >> 2) + CONTIGUOUS] as number;
  }
  set contiguous(value: number) {
    this.words[(this.at >> 2) + CONTIGUOUS] = value;
  }

  /** The highest acknowledgement this end has sent. */
  get acked(): number {
    return this.words[(this.at >> 2) + ACKED] as number;
  }
  set acked(value: number) {
    this.words[(this.at >> 2) + ACKED] = value;
  }

  get lastDataNumber(): number {
    return (this.words[(this.at >> 2) + LAST_DATA_NUMBER] as number) >>> 0;
  }
  set lastDataNumber(value: number) {
    this.words[(this.at >> 2) + LAST_DATA_NUMBER] = value;
  }

  get retransmitted(): number {
    return (this.words[(this.rest >> 2) + RETRANSMITTED] as number) >>> 0;
  }
  set retransmitted(value: number) {
    this.words[(this.rest >> 2) + RETRANSMITTED] = value;
  }

  /** Where the message under way ends, while MESSAGE_OPEN. */
  get messageEnd(): number {
    return this.words[(this.rest >> 2) + MESSAGE_END] as number;
  }
  set messageEnd(value: number) {
    this.words[(this.rest >> 2) + MESSAGE_END] = value;
  }

  /** Utterances as protocols/_utterance-code.ts packs them. */
  get firstSaid(): number {
    return this.halves[(this.rest >> 1) + FIRST_SAID] as number;
  }
  set firstSaid(value: number) {
    this.halves[(this.rest >> 1) + FIRST_SAID] = value;
  }

  get lastSaid(): number {
    return this.halves[(this.rest >> 1) + LAST_SAID] as number;
  }
  set lastSaid(value: number) {
    this.halves[(this.rest >> 1) + LAST_SAID] = value;
  }

  /** Segments whose payload lies before the highest sequence number, as Zeek counts its `t`. */
  get repeats(): number {
    return this.halves[(this.rest >> 1) + REPEATS] as number;
  }
  countRepeat(): number {
    return this.#increaseHalf((this.rest >> 1) + REPEATS);
  }

  get duplicates(): number {
    return this.halves[(this.rest >> 1) + DUPLICATES] as number;
  }
  countDuplicate(): number {
    return this.#increaseHalf((this.rest >> 1) + DUPLICATES);
  }

  get zeroWindows(): number {
    return this.halves[(this.rest >> 1) + ZERO_WINDOWS] as number;
  }
  countZeroWindow(): number {
    return this.#increaseHalf((this.rest >> 1) + ZERO_WINDOWS);
  }

  get keepAliveProbes(): number {
    return this.halves[(this.rest >> 1) + KEEP_ALIVES] as number;
  }
  countKeepAlive(): void {
    this.#increaseHalf((this.rest >> 1) + KEEP_ALIVES);
    this.#increaseByte(this.at + UNANSWERED);
  }

  get unansweredProbes(): number {
    return this.bytes[this.at + UNANSWERED] as number;
  }
  set unansweredProbes(value: number) {
    this.bytes[this.at + UNANSWERED] = value;
  }

  get resets(): number {
    return this.halves[(this.rest >> 1) + RESETS] as number;
  }
  countReset(): void {
    this.#increaseHalf((this.rest >> 1) + RESETS);
  }

  get largestPayload(): number {
    return this.halves[(this.at >> 1) + LARGEST] as number;
  }
  set largestPayload(value: number) {
    this.halves[(this.at >> 1) + LARGEST] = value > 0xffff ? 0xffff : value;
  }

  /** 0 where the option was not there. */
  get mss(): number {
    return this.halves[(this.rest >> 1) + MSS] as number;
  }
  set mss(value: number) {
    this.halves[(this.rest >> 1) + MSS] = value;
  }

  get ipId(): number {
    return this.halves[(this.at >> 1) + IP_ID] as number;
  }
  set ipId(value: number) {
    this.halves[(this.at >> 1) + IP_ID] = value;
  }

  get retransmittedRun(): number {
    return this.bytes[this.at + RUN] as number;
  }
  set retransmittedRun(value: number) {
    this.bytes[this.at + RUN] = value;
  }
  countRetransmission(): void {
    this.retransmitted += 1;
    this.#increaseByte(this.at + RUN);
  }

  get syns(): number {
    return this.bytes[this.rest + SYNS] as number;
  }
  countSyn(): void {
    this.#increaseByte(this.rest + SYNS);
  }

  get fins(): number {
    return this.bytes[this.at + FINS] as number;
  }
  countFin(): void {
    this.#increaseByte(this.at + FINS);
  }

  get handshakeTtl(): number {
    return this.bytes[this.rest + HANDSHAKE_TTL] as number;
  }
  set handshakeTtl(value: number) {
    this.bytes[this.rest + HANDSHAKE_TTL] = value;
  }

  get ttl(): number {
    return this.bytes[this.at + TTL] as number;
  }
  get ttlMin(): number {
    return this.bytes[this.rest + TTL_MIN] as number;
  }
  get ttlMax(): number {
    return this.bytes[this.rest + TTL_MAX] as number;
  }

  /** TTL of a packet without RST; only one without SYN becomes the latest. */
  noteTtl(ttl: number, isSyn: boolean): void {
    if (!isSyn) this.bytes[this.at + TTL] = ttl;
    if (ttl > this.ttlMax) this.bytes[this.rest + TTL_MAX] = ttl;
    const least = this.ttlMin;
    if (ttl < least || least === 0) this.bytes[this.rest + TTL_MIN] = ttl;
  }

  /** The bits above. */
  get marks(): number {
    return this.words[(this.at >> 2) + LABEL_AND_MARKS] as number;
  }
  has(mark: number): boolean {
    return (this.marks & mark) !== 0;
  }
  mark(mark: number): void {
    this.words[(this.at >> 2) + LABEL_AND_MARKS] = this.marks | mark;
  }
  unmark(mark: number): void {
    this.words[(this.at >> 2) + LABEL_AND_MARKS] = this.marks & ~mark;
  }

  get flowLabel(): number {
    return this.marks & 0xfffff;
  }
  set flowLabel(value: number) {
    this.words[(this.at >> 2) + LABEL_AND_MARKS] = (this.marks & ~0xfffff) | value;
  }

  get windowScale(): number {
    return (this.marks >>> 20) & 15;
  }
  set windowScale(value: number) {
    const scale = (value > 14 ? 14 : value) << 20;
    this.words[(this.at >> 2) + LABEL_AND_MARKS] = (this.marks & ~(15 << 20)) | scale | HAS_WINDOW_SCALE;
  }

  #increaseByte(at: number): void {
    const count = this.bytes[at] as number;
    if (count < 0xff) this.bytes[at] = count + 1;
  }

  #increaseHalf(at: number): number {
    const count = (this.halves[at] as number) + 1;
    if (count <= 0xffff) this.halves[at] = count;
    return count;
  }
}
