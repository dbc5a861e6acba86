/**
 * One end of an open connection: the 80 bytes of its record that say what this end sent. The same kind of cursor as
 * record.ts; counters stop at their largest value instead of starting over. Fields without a docstring are those of
 * `SideSummary`, sequence numbers are signed 32-bit integers.
 */
import type { TimeNs } from '../model/time.ts';

/** Bytes of one end. */
export const SIDE_BYTES: number = 80;

const LAST_DATA = 0;
const PACKETS = 8;
const PAYLOAD = 12;
const START_SEQ = 16;
const NEXT_SEQ = 20;
const CONTIGUOUS = 24;
const ACKED = 28;
const LAST_DATA_NUMBER = 32;
const RETRANSMITTED = 36;
const MESSAGE_END = 40;
const FIRST_SAID = 44;
const LAST_SAID = 46;
const REPEATS = 48;
const DUPLICATES = 50;
const ZERO_WINDOWS = 52;
const KEEP_ALIVES = 54;
const RESETS = 56;
const LARGEST = 58;
const WINDOW = 60;
const MSS = 62;
const IP_ID = 64;
const PAYLOAD_WRAPS = 66;
const STREAM_WRAPS = 67;
const RUN = 68;
const UNANSWERED = 69;
const SYNS = 70;
const FINS = 71;
const HANDSHAKE_TTL = 72;
const TTL = 73;
const TTL_MIN = 74;
const TTL_MAX = 75;
/** 20 bits of flow label, four of window scale, the marks. */
const LABEL_AND_MARKS = 76;

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

const NO_VIEW = new DataView(new ArrayBuffer(0));

/** The cursor. */
export class SideRecord {
  view: DataView = NO_VIEW;
  at = 0;

  moveTo(view: DataView, at: number): void {
    this.view = view;
    this.at = at;
  }

  get lastDataNs(): TimeNs {
    return this.view.getFloat64(this.at + LAST_DATA, true);
  }
  set lastDataNs(value: TimeNs) {
    this.view.setFloat64(this.at + LAST_DATA, value, true);
  }

  get packets(): number {
    return this.view.getUint32(this.at + PACKETS, true);
  }
  set packets(value: number) {
    this.view.setUint32(this.at + PACKETS, value, true);
  }

  get payloadBytes(): number {
    return this.view.getUint8(this.at + PAYLOAD_WRAPS) * TWO_32 + this.view.getUint32(this.at + PAYLOAD, true);
  }
  addPayload(byteCount: number): void {
    const sum = this.view.getUint32(this.at + PAYLOAD, true) + byteCount;
    this.view.setUint32(this.at + PAYLOAD, sum, true);
    if (sum >= TWO_32) this.#increaseByte(PAYLOAD_WRAPS);
  }

  /** One before the first byte of the stream: the ISN, where the SYN was seen. */
  get startSeq(): number {
    return this.view.getInt32(this.at + START_SEQ, true);
  }
  set startSeq(value: number) {
    this.view.setInt32(this.at + START_SEQ, value, true);
  }

  get nextSeq(): number {
    return this.view.getInt32(this.at + NEXT_SEQ, true);
  }
  set nextSeq(value: number) {
    this.view.setInt32(this.at + NEXT_SEQ, value, true);
  }

  /** Moves `nextSeq` on along the stream. */
  advanceTo(seq: number): void {
    if (seq >>> 0 < this.nextSeq >>> 0) this.#increaseByte(STREAM_WRAPS);
    this.nextSeq = seq;
  }

  /** How often the stream went round the circle of sequence numbers. */
  get streamWraps(): number {
    return this.view.getUint8(this.at + STREAM_WRAPS);
  }

  /** Everything before is in the capture, or given up as missed. */
  get contiguous(): number {
    return this.view.getInt32(this.at + CONTIGUOUS, true);
  }
  set contiguous(value: number) {
    this.view.setInt32(this.at + CONTIGUOUS, value, true);
  }

  /** The highest acknowledgement this end has sent. */
  get acked(): number {
    return this.view.getInt32(this.at + ACKED, true);
  }
  set acked(value: number) {
    this.view.setInt32(this.at + ACKED, value, true);
  }

  get lastDataNumber(): number {
    return this.view.getUint32(this.at + LAST_DATA_NUMBER, true);
  }
  set lastDataNumber(value: number) {
    this.view.setUint32(this.at + LAST_DATA_NUMBER, value, true);
  }

  get retransmitted(): number {
    return this.view.getUint32(this.at + RETRANSMITTED, true);
  }
  set retransmitted(value: number) {
    this.view.setUint32(this.at + RETRANSMITTED, value, true);
  }

  /** Where the message under way ends, while MESSAGE_OPEN. */
  get messageEnd(): number {
    return this.view.getInt32(this.at + MESSAGE_END, true);
  }
  set messageEnd(value: number) {
    this.view.setInt32(this.at + MESSAGE_END, value, true);
  }

  /** Utterances as protocols/_utterance-code.ts packs them. */
  get firstSaid(): number {
    return this.view.getUint16(this.at + FIRST_SAID, true);
  }
  set firstSaid(value: number) {
    this.view.setUint16(this.at + FIRST_SAID, value, true);
  }

  get lastSaid(): number {
    return this.view.getUint16(this.at + LAST_SAID, true);
  }
  set lastSaid(value: number) {
    this.view.setUint16(this.at + LAST_SAID, value, true);
  }

  /** Segments whose payload lies before the highest sequence number, as Zeek counts its `t`. */
  get repeats(): number {
    return this.view.getUint16(this.at + REPEATS, true);
  }
  countRepeat(): number {
    return this.#increaseHalf(REPEATS);
  }

  get duplicates(): number {
    return this.view.getUint16(this.at + DUPLICATES, true);
  }
  countDuplicate(): number {
    return this.#increaseHalf(DUPLICATES);
  }

  get zeroWindows(): number {
    return this.view.getUint16(this.at + ZERO_WINDOWS, true);
  }
  countZeroWindow(): number {
    return this.#increaseHalf(ZERO_WINDOWS);
  }

  get keepAliveProbes(): number {
    return this.view.getUint16(this.at + KEEP_ALIVES, true);
  }
  countKeepAlive(): void {
    this.#increaseHalf(KEEP_ALIVES);
    this.#increaseByte(UNANSWERED);
  }

  get unansweredProbes(): number {
    return this.view.getUint8(this.at + UNANSWERED);
  }
  set unansweredProbes(value: number) {
    this.view.setUint8(this.at + UNANSWERED, value);
  }

  get resets(): number {
    return this.view.getUint16(this.at + RESETS, true);
  }
  countReset(): void {
    this.#increaseHalf(RESETS);
  }

  get largestPayload(): number {
    return this.view.getUint16(this.at + LARGEST, true);
  }
  set largestPayload(value: number) {
    this.view.setUint16(this.at + LARGEST, value > 0xffff ? 0xffff : value, true);
  }

  get window(): number {
    return this.view.getUint16(this.at + WINDOW, true);
  }
  set window(value: number) {
    this.view.setUint16(this.at + WINDOW, value, true);
  }

  /** 0 where the option was not there. */
  get mss(): number {
    return this.view.getUint16(this.at + MSS, true);
  }
  set mss(value: number) {
    this.view.setUint16(this.at + MSS, value, true);
  }

  get ipId(): number {
    return this.view.getUint16(this.at + IP_ID, true);
  }
  set ipId(value: number) {
    this.view.setUint16(this.at + IP_ID, value, true);
  }

  get retransmittedRun(): number {
    return this.view.getUint8(this.at + RUN);
  }
  set retransmittedRun(value: number) {
    this.view.setUint8(this.at + RUN, value);
  }
  countRetransmission(): void {
    this.retransmitted += 1;
    this.#increaseByte(RUN);
  }

  get syns(): number {
    return this.view.getUint8(this.at + SYNS);
  }
  countSyn(): void {
    this.#increaseByte(SYNS);
  }

  get fins(): number {
    return this.view.getUint8(this.at + FINS);
  }
  countFin(): void {
    this.#increaseByte(FINS);
  }

  get handshakeTtl(): number {
    return this.view.getUint8(this.at + HANDSHAKE_TTL);
  }
  set handshakeTtl(value: number) {
    this.view.setUint8(this.at + HANDSHAKE_TTL, value);
  }

  get ttl(): number {
    return this.view.getUint8(this.at + TTL);
  }
  get ttlMin(): number {
    return this.view.getUint8(this.at + TTL_MIN);
  }
  get ttlMax(): number {
    return this.view.getUint8(this.at + TTL_MAX);
  }

  /** TTL of a packet without RST; only one without SYN becomes the latest. */
  noteTtl(ttl: number, isSyn: boolean): void {
    if (!isSyn) this.view.setUint8(this.at + TTL, ttl);
    if (ttl > this.ttlMax) this.view.setUint8(this.at + TTL_MAX, ttl);
    const least = this.ttlMin;
    if (ttl < least || least === 0) this.view.setUint8(this.at + TTL_MIN, ttl);
  }

  /** The bits above. */
  get marks(): number {
    return this.view.getInt32(this.at + LABEL_AND_MARKS, true);
  }
  has(mark: number): boolean {
    return (this.marks & mark) !== 0;
  }
  mark(mark: number): void {
    this.view.setInt32(this.at + LABEL_AND_MARKS, this.marks | mark, true);
  }
  unmark(mark: number): void {
    this.view.setInt32(this.at + LABEL_AND_MARKS, this.marks & ~mark, true);
  }

  get flowLabel(): number {
    return this.marks & 0xfffff;
  }
  set flowLabel(value: number) {
    this.view.setInt32(this.at + LABEL_AND_MARKS, (this.marks & ~0xfffff) | value, true);
  }

  get windowScale(): number {
    return (this.marks >>> 20) & 15;
  }
  set windowScale(value: number) {
    const scale = (value > 14 ? 14 : value) << 20;
    this.view.setInt32(this.at + LABEL_AND_MARKS, (this.marks & ~(15 << 20)) | scale | HAS_WINDOW_SCALE, true);
  }

  #increaseByte(field: number): void {
    const count = this.view.getUint8(this.at + field);
    if (count < 0xff) this.view.setUint8(this.at + field, count + 1);
  }

  #increaseHalf(field: number): number {
    const count = this.view.getUint16(this.at + field, true) + 1;
    if (count <= 0xffff) this.view.setUint16(this.at + field, count, true);
    return count;
  }
}
