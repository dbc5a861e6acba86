/**
 * A connection while it is open: 320 bytes in a page that many share (record-layout.ts), read and written through a cursor
 * that moves from one to the next. Nothing is allocated for a connection or a packet.
 */
import type { TimeNs } from '../model/time.ts';
import { pauseOf, toSteps } from './pause-steps.ts';
import { moveToRare, openRare } from './rare-part.ts';
import * as layout from './record-layout.ts';
import { NO_PAGE, type RecordPage } from './record-page.ts';

// Where the fields are, counted in their own size. Constants of this file: the compiler makes them part of its code.
const ACK_DELAY = layout.ACK_DELAY >> 2;
const BLOCK = layout.BLOCK >> 2;
const CLIENT_ADDRESS = layout.CLIENT_ADDRESS >> 2;
const COMPLETENESS = layout.COMPLETENESS;
const HISTORY = layout.HISTORY >> 1;
const HISTORY_SEEN = layout.HISTORY_SEEN >> 1;
const LAST = layout.LAST >> 3;
const LONGEST_PAUSE = layout.LONGEST_PAUSE >> 1;
const MARKS = layout.MARKS >> 2;
const PORTS = layout.PORTS >> 2;
const RARE = layout.RARE >> 2;
const RING_COUNT = layout.RING_COUNT;
const SERVER_ADDRESS = layout.SERVER_ADDRESS >> 2;
const START = layout.START >> 3;
const STATES = layout.STATES >> 1;
const STREAM = layout.STREAM >> 2;
const SYN_ACK_DELAY = layout.SYN_ACK_DELAY >> 2;
const SYN_ACK_NUMBER = layout.SYN_ACK_NUMBER >> 2;
const SYN_NUMBER = layout.SYN_NUMBER >> 2;
const TURN_IDLE = layout.TURN_IDLE >> 2;
const TURN_NUMBER = layout.TURN_NUMBER >> 2;
const TURN_SINCE = layout.TURN_SINCE >> 3;
const TURNS = layout.TURNS >> 1;
const TURNS_BEFORE_TLS = layout.TURNS_BEFORE_TLS;

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
/** A stream of it has, or had, a hole (stream-gaps.ts). */
export const HAS_GAPS: number = 1 << 19;
/** The machine that captured forwards its packets: some were seen both on their way in and out. */
export const PASSES: number = 1 << 20;
/** A reset of it says something (reset-words.ts). */
export const HAS_RESET_WORDS: number = 1 << 21;
/** The client's SYN, or the server's SYN-ACK, bears the TCP MD5 signature or authentication option. */
export const CLIENT_SIGNS: number = 1 << 22;
export const SERVER_SIGNS: number = 1 << 24;
/** A FIN of it does not fit its side: it says something else than another, or than what was acknowledged, or is not signed. */
export const ODD_FIN: number = 1 << 25;
/** Data of one of its ends came from another distance than the rest (visits.ts). */
export const VISITED: number = 1 << 26;
/** Its client named the server, and the name is kept (server-names.ts). */
export const HAS_SERVER_NAME: number = 1 << 23;
/** A request of HTTP/2 in plain text, and nothing that may be its answer yet. */
export const AWAITS_HEADERS: number = 1 << 27;
/** A SYN of another connection between the same endpoints came. */
export const REPLACED: number = 1 << 28;
/** A GOAWAY of the server says up to which stream it took requests (last-streams.ts). */
export const HAS_LAST_STREAM: number = 1 << 30;
/**
 * Something is under way in a stream, and its rare part says what: a hole, something sent again that nothing has answered, a
 * probe without answer.
 */
export const UNSETTLED: number = 1 << 31;
/** The server's latest message is an HTTP response in chunks, and its end has not come; or frames of HTTP/2 are followed. */
export const IN_CHUNKS: number = 1 << 29;

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
    return this.doubles[(this.at >> 3) + LAST] as number;
  }
  set lastNs(value: TimeNs) {
    this.doubles[(this.at >> 3) + LAST] = value;
  }

  get startNs(): TimeNs {
    return this.doubles[(this.at >> 3) + START] as number;
  }
  set startNs(value: TimeNs) {
    this.doubles[(this.at >> 3) + START] = value;
  }

  /** IPv4 addresses, or the last four bytes of IPv6 addresses, in the byte order of the wire read as little-endian. */
  get clientAddress(): number {
    return this.words[(this.at >> 2) + CLIENT_ADDRESS] as number;
  }
  set clientAddress(value: number) {
    this.words[(this.at >> 2) + CLIENT_ADDRESS] = value;
  }

  get serverAddress(): number {
    return this.words[(this.at >> 2) + SERVER_ADDRESS] as number;
  }
  set serverAddress(value: number) {
    this.words[(this.at >> 2) + SERVER_ADDRESS] = value;
  }

  /** The client's port in the upper half, the server's in the lower. */
  get ports(): number {
    return this.words[(this.at >> 2) + PORTS] as number;
  }
  set ports(value: number) {
    this.words[(this.at >> 2) + PORTS] = value;
  }

  /** The bits above. */
  get marks(): number {
    return this.words[(this.at >> 2) + MARKS] as number;
  }
  set marks(value: number) {
    this.words[(this.at >> 2) + MARKS] = value;
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
    return this.halves[(this.at >> 1) + STATES] as number;
  }
  set states(value: number) {
    this.halves[(this.at >> 1) + STATES] = value;
  }

  /** Letters of the history that come only once, a bit each. */
  get historySeen(): number {
    return this.halves[(this.at >> 1) + HISTORY_SEEN] as number;
  }
  set historySeen(value: number) {
    this.halves[(this.at >> 1) + HISTORY_SEEN] = value;
  }

  /** Its history as far as history-tree.ts holds it. */
  get history(): number {
    return this.halves[(this.at >> 1) + HISTORY] as number;
  }
  set history(value: number) {
    this.halves[(this.at >> 1) + HISTORY] = value;
  }

  get completeness(): number {
    return this.bytes[this.at + COMPLETENESS] as number;
  }
  set completeness(value: number) {
    this.bytes[this.at + COMPLETENESS] = value;
  }

  get turnSinceNs(): TimeNs {
    return this.doubles[(this.at >> 3) + TURN_SINCE] as number;
  }
  set turnSinceNs(value: TimeNs) {
    this.doubles[(this.at >> 3) + TURN_SINCE] = value;
  }

  get turnNumber(): number {
    return (this.words[(this.at >> 2) + TURN_NUMBER] as number) >>> 0;
  }
  set turnNumber(value: number) {
    this.words[(this.at >> 2) + TURN_NUMBER] = value;
  }

  /** At most 65,535. */
  get turns(): number {
    return this.halves[(this.at >> 1) + TURNS] as number;
  }
  set turns(value: number) {
    this.halves[(this.at >> 1) + TURNS] = value > 0xffff ? 0xffff : value;
  }

  /** Turns in plain text, at most 255, after which TLS began and the count with it; 0 where nothing came before. */
  get turnsBeforeTls(): number {
    const { page, at } = this;
    return moveToRare(page, at) ? (page.rare.page.bytes[4 * page.rare.at + TURNS_BEFORE_TLS] as number) : 0;
  }
  set turnsBeforeTls(value: number) {
    const rare = openRare(this.page, this.at);
    rare.page.bytes[4 * rare.at + TURNS_BEFORE_TLS] = value > 0xff ? 0xff : value;
  }

  /** As packet-ring.ts counts. */
  get ringCount(): number {
    return this.bytes[this.at + RING_COUNT] as number;
  }
  set ringCount(value: number) {
    this.bytes[this.at + RING_COUNT] = value;
  }

  get stream(): number {
    return (this.words[(this.at >> 2) + STREAM] as number) >>> 0;
  }
  set stream(value: number) {
    this.words[(this.at >> 2) + STREAM] = value;
  }

  /** Number of the closing block, from 1 on; 0 where there is none. */
  get block(): number {
    const { page, at } = this;
    return moveToRare(page, at) ? (page.rare.page.words[page.rare.at + BLOCK] as number) : 0;
  }
  set block(value: number) {
    this.marks = value === 0 ? this.marks & ~HAS_BLOCK : this.marks | HAS_BLOCK;
    const rare = openRare(this.page, this.at);
    rare.page.words[rare.at + BLOCK] = value;
  }

  /** Number of its rare part, from 1 on; 0 where there is none. */
  get rare(): number {
    return this.words[(this.at >> 2) + RARE] as number;
  }

  /** Silence before the turn, in nanoseconds in single precision: right to a part in ten million. */
  get turnIdleNs(): TimeNs {
    return this.floats[(this.at >> 2) + TURN_IDLE] as number;
  }
  set turnIdleNs(value: TimeNs) {
    this.floats[(this.at >> 2) + TURN_IDLE] = value;
  }

  /**
   * Nanoseconds from the start to the SYN-ACK and to the ACK after it, in single precision, which is what a round-trip
   * time needs. The SYN is the start, unless it came late by a moment.
   */
  get synAckDelay(): number {
    return this.floats[(this.at >> 2) + SYN_ACK_DELAY] as number;
  }
  set synAckDelay(value: number) {
    this.floats[(this.at >> 2) + SYN_ACK_DELAY] = value;
  }

  get ackDelay(): number {
    return this.floats[(this.at >> 2) + ACK_DELAY] as number;
  }
  set ackDelay(value: number) {
    this.floats[(this.at >> 2) + ACK_DELAY] = value;
  }

  /** The longest time without a packet on the open connection that a packet ended, no reset; 0 where none was a second long. */
  get longestPauseNs(): TimeNs {
    return pauseOf(this.halves[(this.at >> 1) + LONGEST_PAUSE] as number);
  }
  /** Takes in a pause of at least `PAUSE_MIN`. */
  notePause(ns: TimeNs): void {
    if ((this.marks & (HANDSHAKE_DONE | CLOSING)) !== HANDSHAKE_DONE) return;
    const place = (this.at >> 1) + LONGEST_PAUSE;
    const steps = toSteps(ns);
    if (steps > (this.halves[place] as number)) this.halves[place] = steps;
  }

  get synNumber(): number {
    return (this.words[(this.at >> 2) + SYN_NUMBER] as number) >>> 0;
  }
  set synNumber(value: number) {
    this.words[(this.at >> 2) + SYN_NUMBER] = value;
  }

  get synAckNumber(): number {
    return (this.words[(this.at >> 2) + SYN_ACK_NUMBER] as number) >>> 0;
  }
  set synAckNumber(value: number) {
    this.words[(this.at >> 2) + SYN_ACK_NUMBER] = value;
  }
}
