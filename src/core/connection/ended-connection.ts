/**
 * A connection as it is handed over: a cursor over its record, from which the plain `Connection` is made only if somebody
 * asks. Most connections end well, and of those nobody asks.
 */
import type { HostKey } from '../bytes/host-key.ts';
import type { Connection, SideSummary } from '../model/connection.ts';
import type { KeptPacket } from '../model/packet.ts';
import { MILLISECOND, type TimeNs } from '../model/time.ts';
import { isCloseAnnounced } from '../model/utterance.ts';
import { LARGEST_ALERT, mayBeTlsAlert } from '../protocols/_tls-ending.ts';
import { kindOf, toUtterance } from '../protocols/_utterance-code.ts';
import { CLOSED, clientState, connectionState, serverState } from './endpoint-state.ts';
import { hasSeen, SEEN_ACK, SEEN_FIN } from './history.ts';
import type { IcmpErrors } from './icmp-errors.ts';
import { readRing, ringSaysMore } from './packet-ring.ts';
import { PAUSE_MIN } from './pause-steps.ts';
import {
  CLIENT_FIN_ACKED,
  CLOSING,
  type ConnectionRecord,
  EVICTED,
  HANDSHAKE_DONE,
  HAS_ICMP,
  LOST_PACKETS,
  ODD_FIN,
  OPENED_BY_SYN,
  PASSES,
  PAYLOAD_CUT,
  REPLACED,
  SERVER_CLOSED_FIRST,
  SERVER_FIN_ACKED,
  TURN_OF_SERVER,
  VISITED,
} from './record.ts';
import { describeEndpoint, hostKeyOf } from './record-endpoint.ts';
import type { RecordStore } from './record-store.ts';
import { describeHandshake, describeSide, describeTurn, openedBy } from './record-summary.ts';
import type { SegmentObserver } from './segment-observer.ts';
import { ACK_KNOWN, SideRecord } from './side-record.ts';
import {
  breaksTlsOff,
  endOfAnswered,
  endOfFinished,
  isHeardAlone,
  isQuiet,
  leavesRequest,
  requestsUpTo,
  saysNothingBad,
} from './side-words.ts';
import { activeSince } from './turns.ts';

/** Who waits for an answer waits longer than this. */
const LEAVE_MAX: TimeNs = 900 * MILLISECOND;

/** Where a connection that has ended can still be read. */
export interface KeptConnection {
  readonly slot: number;
  readonly watchedUntilNs: TimeNs;
}

/** TTLs or hop limits of what an end sent, 0 where unknown; of its packets some are resets. */
export interface Ttls {
  readonly packets: number;
  readonly resets: number;
  readonly handshakeTtl: number;
  readonly ttlMin: number;
  readonly ttlMax: number;
}

/** Valid only during the call it is passed to. Getters without a docstring are those of `Neighbour` and `IdleEnding`. */
export class EndedConnection {
  readonly #record: ConnectionRecord;
  readonly #store: RecordStore;
  readonly #observer: SegmentObserver;
  readonly #icmp: IcmpErrors;
  readonly #client = new SideRecord();
  readonly #server = new SideRecord();
  #watchedUntilNs: TimeNs = 0.5;
  isKept = false;

  constructor(record: ConnectionRecord, store: RecordStore, observer: SegmentObserver, icmp: IcmpErrors) {
    this.#record = record;
    this.#store = store;
    this.#observer = observer;
    this.#icmp = icmp;
  }

  /** Stands at the record the tracker's cursor is at. */
  stand(watchedUntilNs: TimeNs): void {
    const { page, at } = this.#record;
    this.#client.moveAndFetch(page, at, 0);
    this.#server.moveAndFetch(page, at, 1);
    this.#watchedUntilNs = watchedUntilNs;
    this.isKept = false;
  }

  /** Its record stays as it is until the tracker is asked to `takeKept`. */
  keep(): KeptConnection {
    this.isKept = true;
    return { slot: this.#record.slot, watchedUntilNs: this.#watchedUntilNs };
  }

  get stream(): number {
    return this.#record.stream;
  }

  /** Packets of both ends, repeats by the capture left out. */
  get packets(): number {
    return this.#client.packets + this.#server.packets;
  }

  /** Payload bytes of both ends on the wire. */
  get payloadBytes(): number {
    return this.#client.payloadBytes + this.#server.payloadBytes;
  }

  get clientKey(): HostKey {
    return hostKeyOf(this.#record, this.#store, 0);
  }
  get serverKey(): HostKey {
    return hostKeyOf(this.#record, this.#store, 1);
  }
  get serverPort(): number {
    return this.#record.ports & 0xffff;
  }

  get clientTtls(): Ttls {
    return this.#client;
  }
  get serverTtls(): Ttls {
    return this.#server;
  }

  get serverTtl(): number {
    return this.#server.ttl;
  }
  get serverFlowLabel(): number {
    return this.#server.flowLabel;
  }
  get isForwarded(): boolean {
    return this.#record.has(PASSES);
  }
  get answerNs(): TimeNs {
    const { synNumber, synAckNumber, synAckDelay } = this.#record;
    // Which of several SYNs was answered is not known.
    const known = synNumber > 0 && synAckNumber > 0 && synAckDelay >= 0 && this.#client.syns === 1;
    return known ? synAckDelay : Number.POSITIVE_INFINITY;
  }

  get isAttempt(): boolean {
    return this.payloadBytes === 0 && this.#client.syns > 0;
  }
  /** The client has sent no SYN. */
  get isStray(): boolean {
    return this.#client.syns === 0;
  }
  get isAnswered(): boolean {
    return this.#server.syns > 0;
  }
  get refusal(): readonly KeptPacket[] | undefined {
    return this.#server.resets > 0 && !this.isAnswered ? this.#keptPackets() : undefined;
  }
  get startNs(): TimeNs {
    return this.#record.startNs;
  }

  get hasBareAck(): boolean {
    return hasSeen(this.#record, SEEN_ACK);
  }
  get isServerHeard(): boolean {
    return this.#server.packets > 0;
  }
  get isServerAcknowledged(): boolean {
    return this.#client.has(ACK_KNOWN) && this.#client.acked !== 0;
  }
  get lacksBareAck(): boolean {
    return !this.hasBareAck && this.isAnswered && hasSeen(this.#record, SEEN_FIN);
  }

  /** What the client called the server in its ClientHello. */
  get serverName(): string | undefined {
    return this.#observer.sayings.serverNames.read(this.#record)?.name;
  }
  get helloLikeness(): number | undefined {
    return this.#observer.sayings.serverNames.read(this.#record)?.likeness;
  }

  get turns(): number {
    return this.#record.turns;
  }
  /** It was reset, or the server closed it, or the client repeated itself in vain. */
  get isBrokenOff(): boolean {
    const client = this.#client;
    const server = this.#server;
    return client.resets + server.resets + server.fins > 0 || client.retransmittedRun > 1;
  }

  get resets(): number {
    return this.#client.resets + this.#server.resets;
  }
  /** From the client's first word to the reset that closed the connection before it said another; Infinity where none did. */
  get resetAfterNs(): TimeNs {
    const { turns, turnSinceNs, turnIdleNs } = this.#record;
    if (turns === 0 || turns > 2 || this.resets === 0 || this.#client.fins + this.#server.fins > 0)
      return Number.POSITIVE_INFINITY;
    return this.closingNs - (turns === 1 ? turnSinceNs : turnSinceNs - turnIdleNs);
  }

  get servedNs(): TimeNs {
    return this.#server.lastDataNumber > 0 ? this.#server.lastDataNs : Number.NEGATIVE_INFINITY;
  }
  get isUnserved(): boolean {
    const isOpen = (this.#record.marks & (CLOSING | HANDSHAKE_DONE)) === HANDSHAKE_DONE;
    return isOpen && isHeardAlone(this.#client, this.#server);
  }
  get mayBeForgotten(): boolean {
    if (this.#server.fins > 0) return false;
    return this.#server.resets > 0 ? this.serverClosedFirst : this.#client.retransmittedRun > 1;
  }
  get silentResetNs(): TimeNs | undefined {
    const server = this.#server;
    if (server.resets === 0 || server.fins > 0 || server.payloadBytes > 0 || server.syns === 0) return undefined;
    return this.#record.has(SERVER_CLOSED_FIRST) ? this.closingNs : undefined;
  }

  /**
   * Whether it was opened, used and closed in order (or is open still), with nothing on the way or in the last words that
   * asks for a look: handshake, data from both ends, both FINs acknowledged, no reset, no ICMP error, nothing left unanswered.
   */
  get unremarkable(): boolean {
    const { marks, states } = this.#record;
    if ((marks & (CLOSING | HANDSHAKE_DONE | HAS_ICMP | EVICTED | VISITED)) === HANDSHAKE_DONE)
      return isQuiet(this.#client) && isQuiet(this.#server);
    const needed = OPENED_BY_SYN | HANDSHAKE_DONE | CLIENT_FIN_ACKED | SERVER_FIN_ACKED;
    if ((marks & needed) !== needed || (marks & (HAS_ICMP | EVICTED | ODD_FIN | VISITED)) !== 0) return false;
    if (this.#observer.sayings.openStreams.isCutOff(this.#record)) return false;
    if (clientState(states) !== CLOSED || serverState(states) !== CLOSED) return false;
    const client = this.#client;
    const server = this.#server;
    if (client.resets + server.resets > 0 || server.lastDataNumber === 0) return false;
    if (client.retransmittedRun > 1 || server.retransmittedRun > 1) return false;
    if (client.zeroWindows + server.zeroWindows > 0 || client.unansweredProbes + server.unansweredProbes > 0)
      return false;
    if (this.#mayLackAnswer() || breaksTlsOff(this.#client, this.turns)) return false;
    return saysNothingBad(client) && saysNothingBad(server);
  }

  /** Whether the client's last word may have got no answer. */
  #mayLackAnswer(): boolean {
    const record = this.#record;
    const serverClosed = record.has(SERVER_CLOSED_FIRST);
    // A client that closes soon after its last word took its leave.
    if (!record.has(TURN_OF_SERVER)) return serverClosed || this.closingNs - record.turnSinceNs > LEAVE_MAX;
    if (serverClosed && leavesRequest(this.#client, this.#server)) return true;
    // Session tickets, which come in the fourth turn of TLS, answer nothing.
    if (endOfFinished(this.#client) !== undefined && record.turns === 4 && this.silentNs > LEAVE_MAX) return true;
    // Nor does a TLS close_notify, which may be the only segment of the turn.
    const isTls = kindOf(this.#client.firstSaid) === 'tls-handshake';
    return serverClosed && isTls && (record.turns === 4 || record.turnNumber === this.#server.lastDataNumber);
  }

  /** Zeek's history. */
  get history(): string {
    return this.#observer.histories.read(this.#record);
  }

  /** Everything that is known of it, as plain data. */
  toConnection(): Connection {
    const record = this.#record;
    const { history } = this;
    const clientSide = this.#describeSide(0);
    const serverSide = this.#describeSide(1);
    const isEmpty = clientSide.streamBytes === 0 && serverSide.streamBytes === 0;
    return {
      stream: record.stream,
      client: describeEndpoint(record, this.#store, 0),
      server: describeEndpoint(record, this.#store, 1),
      openedBy: openedBy(record),
      startNs: record.startNs,
      lastNs: record.lastNs,
      watchedUntilNs: this.#watchedUntilNs,
      state: connectionState(record.states, history, isEmpty),
      history,
      completeness: record.completeness,
      clientSide,
      serverSide,
      handshake: describeHandshake(record),
      turn: describeTurn(record),
      turns: record.turns,
      turnsBeforeTls: record.turnsBeforeTls || undefined,
      activeNs: this.#activeNs(),
      packets: this.#keptPackets(),
      keptAll: !record.has(LOST_PACKETS),
      icmp: this.#icmp.read(record),
      resetWords: this.#observer.resetWords.read(record),
      visit: this.#observer.visits.read(record),
      closedWindow: this.#observer.closedWindows.read(record),
      evicted: record.has(EVICTED),
      replaced: record.has(REPLACED),
      truncatedPayload: record.has(PAYLOAD_CUT),
      isForwarded: this.isForwarded,
      longestPauseNs: this.longestPauseNs,
      serverName: this.serverName,
      helloLikeness: this.helloLikeness,
      requestsTaken: this.requestsTaken,
      finishedEnd: endOfFinished(this.#client),
      answeredEnd: endOfAnswered(this.#client, this.#server, record.turnNumber),
      openStreams: this.#observer.sayings.openStreams.count(record) || undefined,
    };
  }

  get serverClosedFirst(): boolean {
    return this.#record.has(SERVER_CLOSED_FIRST);
  }
  /** Requests that the server took, where its last word is a GOAWAY without an error that says so, and the client said none. */
  get requestsTaken(): number | undefined {
    const stream = this.#observer.sayings.lastStreams.read(this.#record);
    return stream === undefined ? undefined : requestsUpTo(stream, this.#server.lastSaid, this.#client.lastSaid);
  }
  /** Requests on it, where the server said of its own accord that it closes after the last answer; else 0. */
  get announcedAfter(): number {
    if (!this.serverClosedFirst || this.#server.fins === 0) return 0;
    const { turns } = this.#record;
    const { requestsTaken } = this;
    if (requestsTaken !== undefined) return requestsTaken;
    const serverFirst = toUtterance(this.#server.firstSaid, 0);
    const serverLast = toUtterance(this.#server.lastSaid, 0);
    const clientLast = toUtterance(this.#client.lastSaid, 0);
    return isCloseAnnounced({ turns, serverFirst, serverLast, clientLast }) ? turns >> 1 : 0;
  }
  /** From the server's last payload to the first FIN or reset; 0 where nobody closed, or the client spoke last. */
  get quietNs(): TimeNs {
    return this.#record.has(TURN_OF_SERVER) ? this.silentNs : 0;
  }
  /** From the last payload of either end to the first FIN or reset; 0 where nobody closed. */
  get silentNs(): TimeNs {
    return this.#record.has(CLOSING) ? this.closingNs - this.#activeNs() : 0;
  }
  /** What was said right before it was closed, on a TLS connection that was open for a while, is small: perhaps a goodbye. */
  get mayHaveTakenLeave(): boolean {
    const record = this.#record;
    if (!record.has(CLOSING) || kindOf(this.#client.firstSaid) !== 'tls-handshake') return false;
    const { closingNs } = this;
    const fromNs = closingNs - LEAVE_MAX;
    const [closer, other] = this.serverClosedFirst ? [this.#server, this.#client] : [this.#client, this.#server];
    if (record.startNs > fromNs || closer.lastDataNs <= fromNs) return false;
    if (this.resets === 0 && record.block !== 0 && ringSaysMore(record, fromNs, LARGEST_ALERT)) return false;
    // What took the turn right before was heard, and what the other end said before that.
    if (record.turnSinceNs <= fromNs) return true;
    const [last, before] = record.has(TURN_OF_SERVER) === this.serverClosedFirst ? [closer, other] : [other, closer];
    if (!mayBeTlsAlert(last.lastSaid)) return false;
    return before.lastDataNs <= fromNs || before.lastDataNs > closingNs || mayBeTlsAlert(before.lastSaid);
  }

  get longestPauseNs(): TimeNs {
    const { lastNs, longestPauseNs, marks } = this.#record;
    const waitedNs = (marks & (HANDSHAKE_DONE | CLOSING)) === HANDSHAKE_DONE ? this.#watchedUntilNs - lastNs : 0;
    return waitedNs < PAUSE_MIN ? longestPauseNs : Math.max(longestPauseNs, waitedNs);
  }
  /** Time of the first FIN or reset; the last packet's where that is not known. */
  get closingNs(): TimeNs {
    const record = this.#record;
    return record.has(CLOSING) && record.block !== 0 ? this.#observer.blocks.closingNs(record) : record.lastNs;
  }

  #activeNs(): TimeNs {
    const record = this.#record;
    if (record.has(CLOSING) && record.block !== 0) return this.#observer.blocks.activeNs(record);
    return activeSince(record, this.#client, this.#server);
  }

  #keptPackets(): KeptPacket[] {
    return [...readRing(this.#record), ...this.#observer.blocks.read(this.#record)];
  }

  #describeSide(ofServer: number): SideSummary {
    const record = this.#record;
    const [side, peer] = ofServer === 1 ? [this.#server, this.#client] : [this.#client, this.#server];
    return describeSide(record, side, peer, ofServer, this.#observer.gaps.missedBytes(record, ofServer));
  }
}
