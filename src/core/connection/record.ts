/**
 * A connection while it is open: 384 bytes in a page that many share (record-layout.ts), read and written through a cursor
 * that moves from one to the next. Nothing is allocated for a connection or a packet.
 */
import type { TimeNs } from '../model/time.ts';
import {
  ACK_DELAY,
  BLOCK,
  CLIENT_ADDRESS,
  COMPLETENESS,
  HISTORY,
  HISTORY_LENGTH,
  HISTORY_SEEN,
  LAST,
  MARKS,
  PORTS,
  RING_COUNT,
  SERVER_ADDRESS,
  START,
  STATES,
  STREAM,
  SYN_ACK_DELAY,
  SYN_ACK_NUMBER,
  SYN_NUMBER,
  TURN_IDLE,
  TURN_NUMBER,
  TURN_SINCE,
  TURNS,
} from './record-layout.ts';
import { NO_PAGE, type RecordPage } from './record-page.ts';

/** What is known of a connection, a bit each. */
export const IN_USE: number = 1 << 0;
export const IPV6: number = 1 << 1;
/** Closed; kept for a while for what may still come. */
export const LINGERS: number = 1 << 2;
export const OPENED_BY_SYN: number = 1 << 3;
export const OPENED_BY_SYN_ACK: number = 1 << 4;
export const EVICTED: number = 1 << 5;
export const PAYLOAD_CUT: number = 1 << 6;
export const HAS_TURN: number = 1 << 7;
export const TURN_OF_SERVER: number = 1 << 8;
/** A FIN or RST was seen: turn and activity stay as they were before it. */
export const CLOSING: number = 1 << 9;
export const SERVER_CLOSED_FIRST: number = 1 << 10;
export const HANDSHAKE_DONE: number = 1 << 11;
export const HAS_ICMP: number = 1 << 12;
/** A segment went through that is in neither ring nor block. */
export const LOST_PACKETS: number = 1 << 13;
export const LONG_HISTORY: number = 1 << 14;
export const CLIENT_FIN_ACKED: number = 1 << 15;
export const SERVER_FIN_ACKED: number = 1 << 16;
/** The capture repeats packets often enough that identical resets are repeats too. */
export const MIRRORED: number = 1 << 17;
/** It has a block for its packets (packet-ring.ts). */
export const HAS_BLOCK: number = 1 << 18;

/** The cursor. Fields without a docstring are those of `Connection`. */
export class ConnectionRecord {
  words: Int32Array = NO_PAGE.words;
  halves: Uint16Array = NO_PAGE.halves;
  bytes: Uint8Array = NO_PAGE.bytes;
  floats: Float32Array = NO_PAGE.floats;
  doubles: Float64Array = NO_PAGE.doubles;
  page: RecordPage = NO_PAGE;
  /** Offset of the record in its page, in bytes. */
  at = 0;
  slot = -1;

  moveTo(page: RecordPage, at: number, slot: number): void {
    this.at = at;
    this.slot = slot;
    if (page === this.page) return;
    this.page = page;
    this.words = page.words;
    this.halves = page.halves;
    this.bytes = page.bytes;
    this.floats = page.floats;
    this.doubles = page.doubles;
  }

  get lastNs(): TimeNs {
    return this.doubles[(this.at + LAST) >> 3] as number;
  }
  set lastNs(value: TimeNs) {
    this.doubles[(this.at + LAST) >> 3] = value;
  }

  get startNs(): TimeNs {
    return this.doubles[(this.at + START) >> 3] as number;
  }
  set startNs(value: TimeNs) {
    this.doubles[(this.at + START) >> 3] = value;
  }

  /** IPv4 addresses, or the last four bytes of IPv6 addresses, in the byte order of the wire read as little-endian. */
  get clientAddress(): number {
    return this.words[(this.at + CLIENT_ADDRESS) >> 2] as number;
  }
  set clientAddress(value: number) {
    this.words[(this.at + CLIENT_ADDRESS) >> 2] = value;
  }

  get serverAddress(): number {
    return this.words[(this.at + SERVER_ADDRESS) >> 2] as number;
  }
  set serverAddress(value: number) {
    this.words[(this.at + SERVER_ADDRESS) >> 2] = value;
  }

  /** The client's port in the upper half, the server's in the lower. */
  get ports(): number {
    return this.words[(this.at + PORTS) >> 2] as number;
  }
  set ports(value: number) {
    this.words[(this.at + PORTS) >> 2] = value;
  }

  /** The bits above. */
  get marks(): number {
    return this.words[(this.at + MARKS) >> 2] as number;
  }
  set marks(value: number) {
    this.words[(this.at + MARKS) >> 2] = value;
  }

  has(mark: number): boolean {
    return (this.marks & mark) !== 0;
  }
  mark(mark: number): void {
    this.marks |= mark;
  }
  unmark(mark: number): void {
    this.marks &= ~mark;
  }

  /** Endpoint states as endpoint-state.ts packs them. */
  get states(): number {
    return this.halves[(this.at + STATES) >> 1] as number;
  }
  set states(value: number) {
    this.halves[(this.at + STATES) >> 1] = value;
  }

  /** Letters of the history that come only once, a bit each. */
  get historySeen(): number {
    return this.halves[(this.at + HISTORY_SEEN) >> 1] as number;
  }
  set historySeen(value: number) {
    this.halves[(this.at + HISTORY_SEEN) >> 1] = value;
  }

  get historyLength(): number {
    return this.bytes[this.at + HISTORY_LENGTH] as number;
  }
  set historyLength(value: number) {
    this.bytes[this.at + HISTORY_LENGTH] = value;
  }

  historyLetter(index: number): number {
    return this.bytes[this.at + HISTORY + index] as number;
  }
  setHistoryLetter(index: number, letter: number): void {
    this.bytes[this.at + HISTORY + index] = letter;
  }

  get completeness(): number {
    return this.bytes[this.at + COMPLETENESS] as number;
  }
  set completeness(value: number) {
    this.bytes[this.at + COMPLETENESS] = value;
  }

  get turnSinceNs(): TimeNs {
    return this.doubles[(this.at + TURN_SINCE) >> 3] as number;
  }
  set turnSinceNs(value: TimeNs) {
    this.doubles[(this.at + TURN_SINCE) >> 3] = value;
  }

  get turnNumber(): number {
    return (this.words[(this.at + TURN_NUMBER) >> 2] as number) >>> 0;
  }
  set turnNumber(value: number) {
    this.words[(this.at + TURN_NUMBER) >> 2] = value;
  }

  /** At most 65,535. */
  get turns(): number {
    return this.halves[(this.at + TURNS) >> 1] as number;
  }
  set turns(value: number) {
    this.halves[(this.at + TURNS) >> 1] = value > 0xffff ? 0xffff : value;
  }

  /** As packet-ring.ts counts. */
  get ringCount(): number {
    return this.bytes[this.at + RING_COUNT] as number;
  }
  set ringCount(value: number) {
    this.bytes[this.at + RING_COUNT] = value;
  }

  get stream(): number {
    return (this.words[(this.at + STREAM) >> 2] as number) >>> 0;
  }
  set stream(value: number) {
    this.words[(this.at + STREAM) >> 2] = value;
  }

  /** Number of the closing block, from 1 on; 0 where there is none. */
  get block(): number {
    return this.words[(this.at + BLOCK) >> 2] as number;
  }
  set block(value: number) {
    this.marks = value === 0 ? this.marks & ~HAS_BLOCK : this.marks | HAS_BLOCK;
    this.words[(this.at + BLOCK) >> 2] = value;
  }

  /** Silence before the turn, in nanoseconds in single precision: right to a part in ten million. */
  get turnIdleNs(): TimeNs {
    return this.floats[(this.at + TURN_IDLE) >> 2] as number;
  }
  set turnIdleNs(value: TimeNs) {
    this.floats[(this.at + TURN_IDLE) >> 2] = value;
  }

  /**
   * Nanoseconds from the start to the SYN-ACK and to the ACK after it, in single precision, which is what a round-trip
   * time needs. The SYN is the start, unless it came late by a moment.
   */
  get synAckDelay(): number {
    return this.floats[(this.at + SYN_ACK_DELAY) >> 2] as number;
  }
  set synAckDelay(value: number) {
    this.floats[(this.at + SYN_ACK_DELAY) >> 2] = value;
  }

  get ackDelay(): number {
    return this.floats[(this.at + ACK_DELAY) >> 2] as number;
  }
  set ackDelay(value: number) {
    this.floats[(this.at + ACK_DELAY) >> 2] = value;
  }

  get synNumber(): number {
    return (this.words[(this.at + SYN_NUMBER) >> 2] as number) >>> 0;
  }
  set synNumber(value: number) {
    this.words[(this.at + SYN_NUMBER) >> 2] = value;
  }

  get synAckNumber(): number {
    return (this.words[(this.at + SYN_ACK_NUMBER) >> 2] as number) >>> 0;
  }
  set synAckNumber(value: number) {
    this.words[(this.at + SYN_ACK_NUMBER) >> 2] = value;
  }
}
