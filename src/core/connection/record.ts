/**
 * A connection while it is open: 384 bytes in a page that many share, read and written through a cursor that moves from
 * one to the next. Nothing is allocated for a connection or a packet. Of the 384 bytes 96 are the connection's, 80 each
 * end's (side-record.ts), and 128 its latest packets (packet-ring.ts).
 */
import type { TimeNs } from '../model/time.ts';

/** Bytes of a record, and where in it each part starts. */
export const RECORD_BYTES: number = 384;
export const CLIENT_OFFSET: number = 96;
export const SERVER_OFFSET: number = 176;
export const RING_OFFSET: number = 256;

/** Letters of the history that fit into the record; longer ones are kept elsewhere. */
export const HISTORY_BYTES: number = 12;

const LAST = 0;
const START = 8;
const CLIENT_ADDRESS = 16;
const SERVER_ADDRESS = 20;
const PORTS = 24;
const MARKS = 28;
const STATES = 32;
const HISTORY_SEEN = 36;
const HISTORY_LENGTH = 38;
const COMPLETENESS = 39;
const TURN_SINCE = 40;
const TURN_NUMBER = 48;
const TURNS = 52;
const RING_NEXT = 54;
const RING_COUNT = 55;
const STREAM = 56;
const BLOCK = 60;
const HISTORY = 64;
const TURN_IDLE = 76;
const SYN_ACK_DELAY = 80;
const ACK_DELAY = 84;
const SYN_NUMBER = 88;
const SYN_ACK_NUMBER = 92;

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

const NO_VIEW = new DataView(new ArrayBuffer(0));

/** The cursor. Fields without a docstring are those of `Connection`. */
export class ConnectionRecord {
  view: DataView = NO_VIEW;
  /** Offset of the record in `view`. */
  at = 0;
  slot = -1;

  moveTo(view: DataView, at: number, slot: number): void {
    this.view = view;
    this.at = at;
    this.slot = slot;
  }

  get lastNs(): TimeNs {
    return this.view.getFloat64(this.at + LAST, true);
  }
  set lastNs(value: TimeNs) {
    this.view.setFloat64(this.at + LAST, value, true);
  }

  get startNs(): TimeNs {
    return this.view.getFloat64(this.at + START, true);
  }
  set startNs(value: TimeNs) {
    this.view.setFloat64(this.at + START, value, true);
  }

  /** IPv4 addresses, or the last four bytes of IPv6 addresses, in the byte order of the wire read as little-endian. */
  get clientAddress(): number {
    return this.view.getInt32(this.at + CLIENT_ADDRESS, true);
  }
  set clientAddress(value: number) {
    this.view.setInt32(this.at + CLIENT_ADDRESS, value, true);
  }

  get serverAddress(): number {
    return this.view.getInt32(this.at + SERVER_ADDRESS, true);
  }
  set serverAddress(value: number) {
    this.view.setInt32(this.at + SERVER_ADDRESS, value, true);
  }

  /** The client's port in the upper half, the server's in the lower. */
  get ports(): number {
    return this.view.getInt32(this.at + PORTS, true);
  }
  set ports(value: number) {
    this.view.setInt32(this.at + PORTS, value, true);
  }

  /** The bits above. */
  get marks(): number {
    return this.view.getInt32(this.at + MARKS, true);
  }
  set marks(value: number) {
    this.view.setInt32(this.at + MARKS, value, true);
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
    return this.view.getInt32(this.at + STATES, true);
  }
  set states(value: number) {
    this.view.setInt32(this.at + STATES, value, true);
  }

  /** Letters of the history that come only once, a bit each. */
  get historySeen(): number {
    return this.view.getUint16(this.at + HISTORY_SEEN, true);
  }
  set historySeen(value: number) {
    this.view.setUint16(this.at + HISTORY_SEEN, value, true);
  }

  get historyLength(): number {
    return this.view.getUint8(this.at + HISTORY_LENGTH);
  }
  set historyLength(value: number) {
    this.view.setUint8(this.at + HISTORY_LENGTH, value);
  }

  historyLetter(index: number): number {
    return this.view.getUint8(this.at + HISTORY + index);
  }
  setHistoryLetter(index: number, letter: number): void {
    this.view.setUint8(this.at + HISTORY + index, letter);
  }

  get completeness(): number {
    return this.view.getUint8(this.at + COMPLETENESS);
  }
  set completeness(value: number) {
    this.view.setUint8(this.at + COMPLETENESS, value);
  }

  get turnSinceNs(): TimeNs {
    return this.view.getFloat64(this.at + TURN_SINCE, true);
  }
  set turnSinceNs(value: TimeNs) {
    this.view.setFloat64(this.at + TURN_SINCE, value, true);
  }

  get turnNumber(): number {
    return this.view.getUint32(this.at + TURN_NUMBER, true);
  }
  set turnNumber(value: number) {
    this.view.setUint32(this.at + TURN_NUMBER, value, true);
  }

  /** At most 65,535. */
  get turns(): number {
    return this.view.getUint16(this.at + TURNS, true);
  }
  set turns(value: number) {
    this.view.setUint16(this.at + TURNS, value > 0xffff ? 0xffff : value, true);
  }

  /** Place in the ring that the next packet goes to, and how many places are filled. */
  get ringNext(): number {
    return this.view.getUint8(this.at + RING_NEXT);
  }
  set ringNext(value: number) {
    this.view.setUint8(this.at + RING_NEXT, value);
  }

  get ringCount(): number {
    return this.view.getUint8(this.at + RING_COUNT);
  }
  set ringCount(value: number) {
    this.view.setUint8(this.at + RING_COUNT, value);
  }

  get stream(): number {
    return this.view.getUint32(this.at + STREAM, true);
  }
  set stream(value: number) {
    this.view.setUint32(this.at + STREAM, value, true);
  }

  /** Number of the closing block, from 1 on; 0 where there is none. */
  get block(): number {
    return this.view.getInt32(this.at + BLOCK, true);
  }
  set block(value: number) {
    this.view.setInt32(this.at + BLOCK, value, true);
  }

  /** Silence before the turn, in nanoseconds in single precision: right to a part in ten million. */
  get turnIdleNs(): TimeNs {
    return this.view.getFloat32(this.at + TURN_IDLE, true);
  }
  set turnIdleNs(value: TimeNs) {
    this.view.setFloat32(this.at + TURN_IDLE, value, true);
  }

  /**
   * Nanoseconds from the start to the SYN-ACK and to the ACK after it, in single precision, which is what a round-trip
   * time needs. The SYN is the start, unless it came late by a moment.
   */
  get synAckDelay(): number {
    return this.view.getFloat32(this.at + SYN_ACK_DELAY, true);
  }
  set synAckDelay(value: number) {
    this.view.setFloat32(this.at + SYN_ACK_DELAY, value, true);
  }

  get ackDelay(): number {
    return this.view.getFloat32(this.at + ACK_DELAY, true);
  }
  set ackDelay(value: number) {
    this.view.setFloat32(this.at + ACK_DELAY, value, true);
  }

  get synNumber(): number {
    return this.view.getUint32(this.at + SYN_NUMBER, true);
  }
  set synNumber(value: number) {
    this.view.setUint32(this.at + SYN_NUMBER, value, true);
  }

  get synAckNumber(): number {
    return this.view.getUint32(this.at + SYN_ACK_NUMBER, true);
  }
  set synAckNumber(value: number) {
    this.view.setUint32(this.at + SYN_ACK_NUMBER, value, true);
  }
}
