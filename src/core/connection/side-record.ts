/**
 * One end of an open connection: the 80 bytes of its record that say what this end sent. The same kind of cursor as
 * record.ts; counters stop at their largest value instead of starting over. Fields without a docstring are those of
 * `SideSummary`, sequence numbers are signed 32-bit integers.
 */
import type { TimeNs } from '../model/time.ts';
import {
  ACKED,
  CLIENT_OFFSET,
  CLIENT_REST_OFFSET,
  CONTIGUOUS,
  DUPLICATES,
  FINS,
  FIRST_SAID,
  HANDSHAKE_TTL,
  IP_ID,
  KEEP_ALIVES,
  LABEL_AND_MARKS,
  LARGEST,
  LAST_DATA,
  LAST_DATA_NUMBER,
  LAST_SAID,
  MESSAGE_END,
  MSS,
  NEXT_SEQ,
  PACKETS,
  PAYLOAD,
  PAYLOAD_WRAPS,
  REPEATS,
  RESETS,
  RETRANSMITTED,
  RUN,
  SERVER_OFFSET,
  SERVER_REST_OFFSET,
  START_SEQ,
  STREAM_WRAPS,
  SYNS,
  TTL,
  TTL_MAX,
  TTL_MIN,
  UNANSWERED,
  WINDOW,
  ZERO_WINDOWS,
} from './record-layout.ts';
import { NO_PAGE, type RecordPage } from './record-page.ts';

const TWO_32 = 0x1_0000_0000;

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
    return this.doubles[(this.at + LAST_DATA) >> 3] as number;
  }
  set lastDataNs(value: TimeNs) {
    this.doubles[(this.at + LAST_DATA) >> 3] = value;
  }

  get packets(): number {
    return (this.words[(this.at + PACKETS) >> 2] as number) >>> 0;
  }
  set packets(value: number) {
    this.words[(this.at + PACKETS) >> 2] = value;
  }

  get payloadBytes(): number {
    const low = (this.words[(this.at + PAYLOAD) >> 2] as number) >>> 0;
    return (this.bytes[this.at + PAYLOAD_WRAPS] as number) * TWO_32 + low;
  }
  addPayload(byteCount: number): void {
    const sum = ((this.words[(this.at + PAYLOAD) >> 2] as number) >>> 0) + byteCount;
    this.words[(this.at + PAYLOAD) >> 2] = sum;
    if (sum >= TWO_32) this.#increaseByte(this.at + PAYLOAD_WRAPS);
  }

  /** One before the first byte of the stream: the ISN, where the SYN was seen. */
  get startSeq(): number {
    return this.words[(this.rest + START_SEQ) >> 2] as number;
  }
  set startSeq(value: number) {
    this.words[(this.rest + START_SEQ) >> 2] = value;
  }

  get nextSeq(): number {
    return this.words[(this.at + NEXT_SEQ) >> 2] as number;
  }
  set nextSeq(value: number) {
    this.words[(this.at + NEXT_SEQ) >> 2] = value;
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
    return this.words[(this.at + CONTIGUOUS) >> 2] as number;
  }
  set contiguous(value: number) {
    this.words[(this.at + CONTIGUOUS) >> 2] = value;
  }

  /** The highest acknowledgement this end has sent. */
  get acked(): number {
    return this.words[(this.at + ACKED) >> 2] as number;
  }
  set acked(value: number) {
    this.words[(this.at + ACKED) >> 2] = value;
  }

  get lastDataNumber(): number {
    return (this.words[(this.at + LAST_DATA_NUMBER) >> 2] as number) >>> 0;
  }
  set lastDataNumber(value: number) {
    this.words[(this.at + LAST_DATA_NUMBER) >> 2] = value;
  }

  get retransmitted(): number {
    return (this.words[(this.rest + RETRANSMITTED) >> 2] as number) >>> 0;
  }
  set retransmitted(value: number) {
    this.words[(this.rest + RETRANSMITTED) >> 2] = value;
  }

  /** Where the message under way ends, while MESSAGE_OPEN. */
  get messageEnd(): number {
    return this.words[(this.rest + MESSAGE_END) >> 2] as number;
  }
  set messageEnd(value: number) {
    this.words[(this.rest + MESSAGE_END) >> 2] = value;
  }

  /** Utterances as protocols/_utterance-code.ts packs them. */
  get firstSaid(): number {
    return this.halves[(this.rest + FIRST_SAID) >> 1] as number;
  }
  set firstSaid(value: number) {
    this.halves[(this.rest + FIRST_SAID) >> 1] = value;
  }

  get lastSaid(): number {
    return this.halves[(this.rest + LAST_SAID) >> 1] as number;
  }
  set lastSaid(value: number) {
    this.halves[(this.rest + LAST_SAID) >> 1] = value;
  }

  /** Segments whose payload lies before the highest sequence number, as Zeek counts its `t`. */
  get repeats(): number {
    return this.halves[(this.rest + REPEATS) >> 1] as number;
  }
  countRepeat(): number {
    return this.#increaseHalf(this.rest + REPEATS);
  }

  get duplicates(): number {
    return this.halves[(this.rest + DUPLICATES) >> 1] as number;
  }
  countDuplicate(): number {
    return this.#increaseHalf(this.rest + DUPLICATES);
  }

  get zeroWindows(): number {
    return this.halves[(this.rest + ZERO_WINDOWS) >> 1] as number;
  }
  countZeroWindow(): number {
    return this.#increaseHalf(this.rest + ZERO_WINDOWS);
  }

  get keepAliveProbes(): number {
    return this.halves[(this.rest + KEEP_ALIVES) >> 1] as number;
  }
  countKeepAlive(): void {
    this.#increaseHalf(this.rest + KEEP_ALIVES);
    this.#increaseByte(this.at + UNANSWERED);
  }

  get unansweredProbes(): number {
    return this.bytes[this.at + UNANSWERED] as number;
  }
  set unansweredProbes(value: number) {
    this.bytes[this.at + UNANSWERED] = value;
  }

  get resets(): number {
    return this.halves[(this.rest + RESETS) >> 1] as number;
  }
  countReset(): void {
    this.#increaseHalf(this.rest + RESETS);
  }

  get largestPayload(): number {
    return this.halves[(this.at + LARGEST) >> 1] as number;
  }
  set largestPayload(value: number) {
    this.halves[(this.at + LARGEST) >> 1] = value > 0xffff ? 0xffff : value;
  }

  get window(): number {
    return this.halves[(this.at + WINDOW) >> 1] as number;
  }
  set window(value: number) {
    this.halves[(this.at + WINDOW) >> 1] = value;
  }

  /** 0 where the option was not there. */
  get mss(): number {
    return this.halves[(this.rest + MSS) >> 1] as number;
  }
  set mss(value: number) {
    this.halves[(this.rest + MSS) >> 1] = value;
  }

  get ipId(): number {
    return this.halves[(this.at + IP_ID) >> 1] as number;
  }
  set ipId(value: number) {
    this.halves[(this.at + IP_ID) >> 1] = value;
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
    return this.words[(this.at + LABEL_AND_MARKS) >> 2] as number;
  }
  has(mark: number): boolean {
    return (this.marks & mark) !== 0;
  }
  mark(mark: number): void {
    this.words[(this.at + LABEL_AND_MARKS) >> 2] = this.marks | mark;
  }
  unmark(mark: number): void {
    this.words[(this.at + LABEL_AND_MARKS) >> 2] = this.marks & ~mark;
  }

  get flowLabel(): number {
    return this.marks & 0xfffff;
  }
  set flowLabel(value: number) {
    this.words[(this.at + LABEL_AND_MARKS) >> 2] = (this.marks & ~0xfffff) | value;
  }

  get windowScale(): number {
    return (this.marks >>> 20) & 15;
  }
  set windowScale(value: number) {
    const scale = (value > 14 ? 14 : value) << 20;
    this.words[(this.at + LABEL_AND_MARKS) >> 2] = (this.marks & ~(15 << 20)) | scale | HAS_WINDOW_SCALE;
  }

  #increaseByte(at: number): void {
    const count = this.bytes[at] as number;
    if (count < 0xff) this.bytes[at] = count + 1;
  }

  #increaseHalf(at: number): number {
    const count = (this.halves[at >> 1] as number) + 1;
    if (count <= 0xffff) this.halves[at >> 1] = count;
    return count;
  }
}
