/**
 * One end of an open connection: the 54 bytes of its record that say what this end sent, and what few ends have in the
 * record's rare part. The same kind of cursor as record.ts; counters stop at their largest value instead of starting over.
 * Fields without a docstring are those of `SideSummary`, sequence numbers are signed 32-bit integers.
 */
import type { TimeNs } from '../model/time.ts';
import { moveToRare, openRare } from './rare-part.ts';
import { type ConnectionRecord, UNSETTLED } from './record.ts';
import * as layout from './record-layout.ts';
import { NO_PAGE, type RecordPage } from './record-page.ts';

const TWO_32 = 0x1_0000_0000;

// Where the fields are, counted in their own size; those in the rare part in bytes. Constants of this file: the compiler makes
// them part of its code.
const ACKED = layout.ACKED >> 2;
const CLIENT_OFFSET = layout.CLIENT_OFFSET;
const CLIENT_REST_OFFSET = layout.CLIENT_REST_OFFSET;
const CONTIGUOUS = layout.CONTIGUOUS;
const DUPLICATES = layout.DUPLICATES;
const FINS = layout.FINS;
const FIRST_SAID = layout.FIRST_SAID >> 1;
const HANDSHAKE_TTL = layout.HANDSHAKE_TTL;
const IP_ID = layout.IP_ID >> 1;
const KEEP_ALIVES = layout.KEEP_ALIVES;
const LABEL_AND_MARKS = layout.LABEL_AND_MARKS >> 2;
const LARGEST = layout.LARGEST >> 1;
const LAST_DATA = layout.LAST_DATA >> 3;
const LAST_DATA_NUMBER = layout.LAST_DATA_NUMBER >> 2;
const LAST_SAID = layout.LAST_SAID >> 1;
const MESSAGE_END = layout.MESSAGE_END >> 2;
const MSS = layout.MSS >> 1;
const NEXT_SEQ = layout.NEXT_SEQ >> 2;
const PACKETS = layout.PACKETS >> 1;
const PACKETS_CARRIED = layout.PACKETS_CARRIED;
const PAYLOAD = layout.PAYLOAD >> 2;
const MARKS = layout.MARKS >> 2;
const PAYLOAD_WRAPS = layout.PAYLOAD_WRAPS;
const RARE_CLIENT_OFFSET = layout.RARE_CLIENT_OFFSET;
const RARE_SERVER_OFFSET = layout.RARE_SERVER_OFFSET;
const REPEATS = layout.REPEATS;
const RESETS = layout.RESETS;
const RETRANSMITTED = layout.RETRANSMITTED;
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
const ZERO_WINDOWS = layout.ZERO_WINDOWS;

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
  /** Offsets in the page of the end's two parts and of the record, and of the end in the rare part, in bytes. */
  at = 0;
  rest = 0;
  record = 0;
  inRare = 0;
  /** Known where it was moved by `moveAndFetch`. Everything before is in the capture, or given up as missed. */
  contiguous = 0;
  /** Both known there, too. */
  retransmittedRun = 0;
  unansweredProbes = 0;

  /** Moves to the client (`ofServer` 0) or server (1) of the record that starts at this offset. */
  moveTo(page: RecordPage, record: number, ofServer: number): void {
    this.at = record + (ofServer === 0 ? CLIENT_OFFSET : SERVER_OFFSET);
    this.rest = record + (ofServer === 0 ? CLIENT_REST_OFFSET : SERVER_REST_OFFSET);
    this.record = record;
    this.inRare = ofServer === 0 ? RARE_CLIENT_OFFSET : RARE_SERVER_OFFSET;
    if (page === this.page) return;
    this.page = page;
    this.words = page.words;
    this.halves = page.halves;
    this.bytes = page.bytes;
    this.doubles = page.doubles;
  }

  /** The same, and reads what is kept only while something is under way. */
  moveAndFetch(page: RecordPage, record: number, ofServer: number): void {
    this.moveTo(page, record, ofServer);
    const isSettled = ((this.words[(this.record >> 2) + MARKS] as number) & UNSETTLED) === 0;
    this.contiguous = isSettled ? this.nextSeq : this.#rareWord(CONTIGUOUS);
    this.retransmittedRun = isSettled ? 0 : this.#rareByte(RUN);
    this.unansweredProbes = isSettled ? 0 : this.#rareByte(UNANSWERED);
  }

  /** Whether what was fetched is that of an end of which nothing is under way. */
  get isSettled(): boolean {
    return this.contiguous === this.nextSeq && this.retransmittedRun === 0 && this.unansweredProbes === 0;
  }

  /** Writes what was fetched, and has changed, into the rare part. The connection is marked as unsettled by the caller. */
  store(): void {
    const { page, at } = openRare(this.page, this.record);
    page.words[at + ((this.inRare + CONTIGUOUS) >> 2)] = this.contiguous;
    page.bytes[4 * at + this.inRare + RUN] = this.retransmittedRun;
    page.bytes[4 * at + this.inRare + UNANSWERED] = this.unansweredProbes;
  }

  get lastDataNs(): TimeNs {
    return this.doubles[(this.at >> 3) + LAST_DATA] as number;
  }
  set lastDataNs(value: TimeNs) {
    this.doubles[(this.at >> 3) + LAST_DATA] = value;
  }

  get packets(): number {
    return this.#rareHalf(PACKETS_CARRIED) * 0x1_0000 + (this.halves[(this.at >> 1) + PACKETS] as number);
  }
  countPacket(): void {
    const place = (this.at >> 1) + PACKETS;
    const count = (this.halves[place] as number) + 1;
    this.halves[place] = count;
    if (count > 0xffff) this.#increaseRareHalf(PACKETS_CARRIED);
  }

  get payloadBytes(): number {
    return this.#rareByte(PAYLOAD_WRAPS) * TWO_32 + ((this.words[(this.at >> 2) + PAYLOAD] as number) >>> 0);
  }
  addPayload(byteCount: number): void {
    const sum = ((this.words[(this.at >> 2) + PAYLOAD] as number) >>> 0) + byteCount;
    this.words[(this.at >> 2) + PAYLOAD] = sum;
    if (sum >= TWO_32) this.#increaseRareByte(PAYLOAD_WRAPS);
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
    if (seq >>> 0 < this.nextSeq >>> 0) this.#increaseRareByte(STREAM_WRAPS);
    this.nextSeq = seq;
  }

  /** How often the stream went round the circle of sequence numbers. */
  get streamWraps(): number {
    return this.#rareByte(STREAM_WRAPS);
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
    return this.#rareWord(RETRANSMITTED) >>> 0;
  }
  countRetransmission(): void {
    const { page, at } = openRare(this.page, this.record);
    page.words[at + ((this.inRare + RETRANSMITTED) >> 2)] = this.retransmitted + 1;
    if (this.retransmittedRun < 0xff) this.retransmittedRun += 1;
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
    return this.#rareHalf(REPEATS);
  }
  countRepeat(): number {
    return this.#increaseRareHalf(REPEATS);
  }

  get duplicates(): number {
    return this.#rareHalf(DUPLICATES);
  }
  countDuplicate(): number {
    return this.#increaseRareHalf(DUPLICATES);
  }

  get zeroWindows(): number {
    return this.#rareHalf(ZERO_WINDOWS);
  }
  countZeroWindow(): number {
    return this.#increaseRareHalf(ZERO_WINDOWS);
  }

  get keepAliveProbes(): number {
    return this.#rareHalf(KEEP_ALIVES);
  }
  countKeepAlive(): void {
    this.#increaseRareHalf(KEEP_ALIVES);
    if (this.unansweredProbes < 0xff) this.unansweredProbes += 1;
  }

  get resets(): number {
    return this.#rareHalf(RESETS);
  }
  countReset(): void {
    this.#increaseRareHalf(RESETS);
  }

  get largestPayload(): number {
    return this.halves[(this.at >> 1) + LARGEST] as number;
  }
  set largestPayload(value: number) {
    this.halves[(this.at >> 1) + LARGEST] = value > 0xffff ? 0xffff : value;
  }

  /** 0 where the option was not there. */
  get mss(): number {
    return this.halves[(this.at >> 1) + MSS] as number;
  }
  set mss(value: number) {
    this.halves[(this.at >> 1) + MSS] = value;
  }

  get ipId(): number {
    return this.halves[(this.at >> 1) + IP_ID] as number;
  }
  set ipId(value: number) {
    this.halves[(this.at >> 1) + IP_ID] = value;
  }

  get syns(): number {
    return this.bytes[this.at + SYNS] as number;
  }
  countSyn(): void {
    this.#increaseByte(this.at + SYNS);
  }

  get fins(): number {
    return this.bytes[this.at + FINS] as number;
  }
  countFin(): void {
    this.#increaseByte(this.at + FINS);
  }

  get handshakeTtl(): number {
    return this.bytes[this.at + HANDSHAKE_TTL] as number;
  }
  set handshakeTtl(value: number) {
    this.bytes[this.at + HANDSHAKE_TTL] = value;
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

  #rareWord(field: number): number {
    const { page, record, inRare } = this;
    return moveToRare(page, record) ? (page.rare.page.words[page.rare.at + ((inRare + field) >> 2)] as number) : 0;
  }
  #rareHalf(field: number): number {
    const { page, record, inRare } = this;
    return moveToRare(page, record) ? (page.rare.page.halves[2 * page.rare.at + ((inRare + field) >> 1)] as number) : 0;
  }
  #rareByte(field: number): number {
    const { page, record, inRare } = this;
    return moveToRare(page, record) ? (page.rare.page.bytes[4 * page.rare.at + inRare + field] as number) : 0;
  }

  #increaseRareHalf(field: number): number {
    const { page, at } = openRare(this.page, this.record);
    const place = 2 * at + ((this.inRare + field) >> 1);
    const count = (page.halves[place] as number) + 1;
    if (count <= 0xffff) page.halves[place] = count;
    return count;
  }
  #increaseRareByte(field: number): void {
    const { page, at } = openRare(this.page, this.record);
    const place = 4 * at + this.inRare + field;
    const count = page.bytes[place] as number;
    if (count < 0xff) page.bytes[place] = count + 1;
  }
}

/** Keeps what is under way at either end as long as it is. Both were fetched. */
export function settle(record: ConnectionRecord, sender: SideRecord, receiver: SideRecord): void {
  if (sender.isSettled && receiver.isSettled) {
    if (record.has(UNSETTLED)) record.unmark(UNSETTLED);
    return;
  }
  record.mark(UNSETTLED);
  sender.store();
  receiver.store();
}
