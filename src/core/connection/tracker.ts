/**
 * The connection table. A connection is what has the same two endpoints until a SYN with another sequence number comes
 * (Wireshark's tcp.stream: epan/dissectors/packet-tcp.c, dissect_tcp), so a SYN repeated after a refusal is no other. Closed
 * connections stay for a while, so that what comes late joins them; open ones stay however idle they are. Memory is bounded
 * by three limits: open connections, closed ones, and blocks of kept packets.
 */
import type { Connection } from '../model/connection.ts';
import { ACK, SYN } from '../model/packet.ts';
import type { Problem } from '../model/problem.ts';
import { SECOND, type TimeNs } from '../model/time.ts';
import type { IcmpQuote } from '../packet/icmp-quote.ts';
import type { Segment } from '../packet/segment.ts';
import { CapturePauses } from './capture-pauses.ts';
import { EndedConnection, type KeptConnection } from './ended-connection.ts';
import { INACTIVE, serverState, swapStates } from './endpoint-state.ts';
import { FlowTable } from './flow-table.ts';
import { LETTER_FLIP } from './history.ts';
import { IcmpErrors } from './icmp-errors.ts';
import { inOrderOfTime, oldestShare } from './last-activity.ts';
import { isFirstByServer } from './late-roles.ts';
import { LingerQueue } from './linger-queue.ts';
import { OrdinarySegments } from './ordinary-segment.ts';
import { swapRing } from './packet-ring.ts';
import {
  CLIENT_FIN_ACKED,
  CLIENT_SIGNS,
  CLOSING,
  ConnectionRecord,
  EVICTED,
  HAS_TURN,
  IN_USE,
  LINGERS,
  OPENED_BY_SYN,
  OPENED_BY_SYN_ACK,
  REPLACED,
  SERVER_CLOSED_FIRST,
  SERVER_FIN_ACKED,
  SERVER_SIGNS,
  TURN_OF_SERVER,
} from './record.ts';
import { RecordStore } from './record-store.ts';
import { SegmentObserver } from './segment-observer.ts';
import { isSentByServer } from './server-ports.ts';
import { SENT, SEQ_KNOWN, SideRecord } from './side-record.ts';
import { swapSides } from './swap-sides.ts';

export type { EndedConnection, KeptConnection };

/** What a tracker can be told. */
export interface TrackerOptions {
  /** Connections held at once, 2,000,000 unless told; at the limit the least recently active are given up. */
  readonly maxConnections?: number;
  /** How long a closed connection is kept for what may still come: 120 seconds unless told. */
  readonly lingerNs?: TimeNs;
  /** Mixed into the hash of addresses; anything that others cannot guess. */
  readonly seed?: number;
  /** Takes each connection when it has ended. */
  readonly onEnded: (ended: EndedConnection) => void;
  readonly report?: (problem: Problem) => void;
  /** False for tests: every segment goes the long way. */
  readonly takesShortWay?: boolean;
}

const MAX_CONNECTIONS = 2_000_000;
const MAX_LINGERING = 32_768;
const LINGER: TimeNs = 120 * SECOND;
/** How long a connection that nobody answered may be silent before it is handed over. */
const UNANSWERED: TimeNs = 300 * SECOND;
/** … once there are so many connections. */
const SWEEP_FROM = 65_536;
const SWEEP_EVERY: TimeNs = 60 * SECOND;
/** Blocks for the packets of unusual moments, of open connections and of closed ones: some of these wait for their neighbours. */
const MAX_BLOCKS = 131_072;
/** The share given up at once where there are too many connections. */
const GIVEN_UP_AT_ONCE = 1 / 16;

const CLOSED_IN_ORDER = CLIENT_FIN_ACKED | SERVER_FIN_ACKED;
const BOTH_SIGN = CLIENT_SIGNS | SERVER_SIGNS;

/** Follows connections segment by segment. */
export class ConnectionTracker {
  readonly #onEnded: (ended: EndedConnection) => void;
  readonly #report: (problem: Problem) => void;
  readonly #maxConnections: number;
  readonly #lingerNs: TimeNs;
  readonly #takesShortWay: boolean;
  readonly #store = new RecordStore();
  readonly #record = new ConnectionRecord();
  readonly #side = new SideRecord();
  readonly #table: FlowTable;
  readonly #observer = new SegmentObserver(MAX_BLOCKS);
  readonly #ordinary = new OrdinarySegments(this.#observer.histories, this.#observer.sayings);
  readonly #icmp = new IcmpErrors();
  readonly #lingering = new LingerQueue(MAX_LINGERING);
  readonly #ended: EndedConnection;
  readonly #keptRecord = new ConnectionRecord();
  readonly #kept: EndedConnection;
  #streams = 0;
  #nowNs: TimeNs = Number.NEGATIVE_INFINITY;
  readonly #pauses = new CapturePauses();
  #nextSweepNs: TimeNs = Number.NEGATIVE_INFINITY;
  #untilSweep = 0;
  /** Before this time nothing has waited long enough. It is a minute ahead at most: up to it no time passed counts as a pause. */
  #dueNs: TimeNs = Number.NEGATIVE_INFINITY;

  constructor(options: TrackerOptions) {
    const { maxConnections = MAX_CONNECTIONS, lingerNs = LINGER } = options;
    if (!(maxConnections >= 1)) throw new RangeError('Cannot track connections: maxConnections is less than 1');
    if (!(lingerNs >= 0)) throw new RangeError('Cannot track connections: lingerNs is negative');
    this.#onEnded = options.onEnded;
    this.#report = options.report ?? (() => {});
    this.#maxConnections = maxConnections;
    this.#lingerNs = lingerNs;
    this.#takesShortWay = options.takesShortWay ?? true;
    this.#table = new FlowTable(this.#store, options.seed ?? 0);
    this.#ended = new EndedConnection(this.#record, this.#store, this.#observer, this.#icmp);
    this.#kept = new EndedConnection(this.#keptRecord, this.#store, this.#observer, this.#icmp);
  }

  /** Connections held at present. */
  get size(): number {
    return this.#store.size;
  }

  /** Stream of the segment taken last. */
  get latestStream(): number {
    return this.#record.stream;
  }

  /** Takes the next segment. */
  push(segment: Segment): void {
    const record = this.#record;
    const { timeNs } = segment;
    if (timeNs > this.#nowNs) {
      // Mostly nothing is due.
      if (timeNs < this.#dueNs) this.#nowNs = timeNs;
      else this.#passTime(timeNs);
    }
    this.#untilSweep -= 1;
    let found = this.#table.find(record, segment);
    const isSyn = (segment.flags & (SYN | ACK)) === SYN;
    if (isSyn && found >= 0) {
      if (this.#isAnother(segment, found)) {
        record.mark(REPLACED);
        this.#end();
        found = -1;
      } else found = this.#join(found);
    }
    if (found < 0) this.#open(segment);
    else if (this.#takesShortWay && this.#ordinary.take(record, segment, found)) return;
    else this.#observer.observe(record, segment, found, false);
    if (!record.has(LINGERS) && record.has(CLOSING) && this.#isClosed()) this.#linger();
  }

  /**
   * Takes an ICMP error that quotes a segment. One about a connection of which nothing was captured counts as a stream, as
   * in Wireshark, but is handed over only if packets of it follow.
   */
  pushIcmp(quote: IcmpQuote): void {
    if (quote.timeNs > this.#nowNs) this.#passTime(quote.timeNs);
    const record = this.#record;
    let found = this.#table.find(record, quote);
    if (found < 0) {
      if (this.#store.size >= this.#maxConnections) this.#makeRoom();
      found = isSentByServer(quote.sourcePort, quote.destinationPort) ? 1 : 0;
      this.#begin(quote, found);
    }
    this.#observer.blocks.open(record);
    this.#icmp.add(record, quote, found);
  }

  /** Time passes without packets: what has waited long enough is handed over. */
  advance(timeNs: TimeNs): void {
    if (timeNs > this.#nowNs) this.#passTime(timeNs);
  }

  /** Hands over everything still held, in order of last packet. */
  finish(): void {
    // No packet asks for them any more, and what comes now takes memory.
    this.#table.clear();
    for (const slot of inOrderOfTime(this.#store, this.#record)) {
      this.#store.moveTo(this.#record, slot);
      this.#end();
    }
  }

  /** Describes a connection that was kept when it had ended, and lets it go. */
  takeKept({ slot, watchedUntilNs }: KeptConnection): Connection {
    this.#store.moveTo(this.#keptRecord, slot);
    this.#kept.stand(watchedUntilNs);
    const connection = this.#kept.toConnection();
    this.#release(this.#keptRecord);
    return connection;
  }

  #open(segment: Segment): void {
    if (this.#store.size >= this.#maxConnections) this.#makeRoom();
    const record = this.#record;
    const handshake = segment.flags & (SYN | ACK);
    const isGuess = (handshake & SYN) === 0;
    const isServer = isGuess ? isFirstByServer(segment) : handshake !== SYN;
    const byServer = isServer ? 1 : 0;
    this.#begin(segment, byServer);
    if (!isGuess) record.mark(isServer ? OPENED_BY_SYN_ACK : OPENED_BY_SYN);
    if (isServer) this.#observer.histories.add(record, 0, LETTER_FLIP);
    this.#observer.observe(record, segment, byServer, true);
  }

  /** Takes a record and a stream number for the endpoints of a packet or quote. */
  #begin(key: Segment | IcmpQuote, byServer: number): void {
    const record = this.#record;
    this.#table.add(record, key, byServer);
    record.stream = this.#streams;
    this.#streams += 1;
    record.startNs = key.timeNs;
    record.lastNs = key.timeNs;
  }

  /** Whether a SYN from this end begins another connection than the record's. */
  #isAnother(segment: Segment, byServer: number): boolean {
    const side = this.#moveToSide(byServer);
    return side.has(SEQ_KNOWN) && side.startSeq !== segment.seq;
  }

  /** A SYN of a connection that is known already: who sent it is the client, whatever was guessed before. */
  #join(byServer: number): number {
    const record = this.#record;
    if (record.has(OPENED_BY_SYN)) return byServer;
    if (byServer === 1 && !record.has(OPENED_BY_SYN_ACK)) this.#swapRoles();
    else if (byServer === 1) return byServer;
    record.mark(OPENED_BY_SYN);
    return 0;
  }

  #moveToSide(ofServer: number): SideRecord {
    const record = this.#record;
    this.#side.moveTo(record.page, record.at, ofServer);
    return this.#side;
  }

  #swapRoles(): void {
    const record = this.#record;
    const { marks } = record;
    swapSides(record);
    this.#table.swap(record);
    record.states = swapStates(record.states);
    const flipped = (marks & HAS_TURN ? TURN_OF_SERVER : 0) | (marks & CLOSING ? SERVER_CLOSED_FIRST : 0);
    record.marks = marks ^ flipped ^ exchangedBits(marks, CLOSED_IN_ORDER) ^ exchangedBits(marks, BOTH_SIGN);
    swapRing(record);
    this.#observer.blocks.swap(record);
    this.#observer.gaps.swap(record);
    this.#observer.resetWords.swap(record);
    this.#observer.visits.swap(record);
    this.#observer.closedWindows.swap(record);
    this.#observer.histories.swap(record);
    this.#icmp.swap(record);
  }

  #isClosed(): boolean {
    const record = this.#record;
    if ((record.marks & CLOSED_IN_ORDER) === CLOSED_IN_ORDER) return true;
    return this.#moveToSide(0).resets > 0 || this.#moveToSide(1).resets > 0;
  }

  #linger(): void {
    const record = this.#record;
    const { slot } = record;
    if (this.#lingering.isFull) {
      this.#endOldestLingering();
      this.#store.moveTo(record, slot);
    }
    this.#observer.blocks.setAside(record);
    this.#store.setAside(record);
    this.#table.moved(record, slot);
    this.#lingering.push(record.slot, record.stream, this.#nowNs);
    this.#dueNs = Math.min(this.#dueNs, this.#nowNs + this.#lingerNs);
  }

  /** Hands over the connection that has lingered longest, unless it has left already. */
  #endOldestLingering(): void {
    const { slot, stream } = this.#lingering;
    this.#lingering.drop();
    this.#store.moveTo(this.#record, slot);
    if (this.#lingers(stream)) this.#end();
  }

  /** Whether the record the cursor is at still is this stream's, and waits. */
  #lingers(stream: number): boolean {
    const { marks } = this.#record;
    return (marks & (IN_USE | LINGERS)) === (IN_USE | LINGERS) && this.#record.stream === stream;
  }

  #passTime(timeNs: TimeNs): void {
    this.#pauses.pass(this.#nowNs, timeNs);
    this.#nowNs = timeNs;
    if (timeNs < this.#dueNs) return;
    while (timeNs - this.#lingering.sinceNs > this.#lingerNs) {
      const { slot, stream } = this.#lingering;
      this.#store.moveTo(this.#record, slot);
      if (this.#lingers(stream) && timeNs - this.#record.lastNs <= this.#lingerNs) {
        this.#lingering.drop();
        this.#lingering.push(slot, stream, this.#record.lastNs);
      } else this.#endOldestLingering();
    }
    if (timeNs >= this.#nextSweepNs && this.#untilSweep <= 0) this.#sweep(timeNs);
    this.#dueNs = Math.min(this.#nextSweepNs, this.#lingering.sinceNs + this.#lingerNs);
  }

  /**
   * Hands over what nobody answered: SYNs, and stray packets in one direction. Goes through all records, so not oftener
   * than there were as many packets.
   */
  #sweep(timeNs: TimeNs): void {
    const record = this.#record;
    this.#nextSweepNs = timeNs + SWEEP_EVERY;
    if (this.#store.size < SWEEP_FROM) return;
    for (let slot = 0; slot < this.#store.used; slot += 1) {
      this.#store.moveTo(record, slot);
      if (
        (record.marks & (IN_USE | LINGERS)) === IN_USE &&
        timeNs - record.lastNs > UNANSWERED &&
        this.#isUnanswered()
      ) {
        this.#end();
      }
    }
    this.#untilSweep = this.#store.used;
  }

  #isUnanswered(): boolean {
    const client = this.#moveToSide(0);
    const clientPackets = client.packets;
    const clientSent = client.has(SENT);
    const server = this.#moveToSide(1);
    if (clientSent && server.has(SENT)) return false;
    if (this.#record.has(OPENED_BY_SYN) && serverState(this.#record.states) === INACTIVE) return true;
    return clientPackets + server.packets <= 3;
  }

  /** Gives up the least recently active connections. */
  #makeRoom(): void {
    const slots = oldestShare(this.#store, this.#record, GIVEN_UP_AT_ONCE);
    this.#report({
      code: 'limit-reached',
      message: `More than ${this.#maxConnections} connections at once; the least recently active were given up early`,
      count: slots.length,
    });
    for (const slot of slots) {
      this.#store.moveTo(this.#record, slot);
      this.#record.mark(EVICTED);
      this.#end();
    }
  }

  /** Hands over the connection the cursor is at. */
  #end(): void {
    const record = this.#record;
    this.#table.remove(record);
    this.#ended.stand(this.#pauses.watchedUntil(record.lastNs, this.#nowNs));
    if (this.#ended.packets > 0) this.#onEnded(this.#ended);
    this.#store.retire(record);
    if (!this.#ended.isKept) this.#release(record);
  }

  #release(record: ConnectionRecord): void {
    this.#observer.histories.forget(record);
    this.#observer.gaps.forget(record);
    this.#observer.resetWords.forget(record);
    this.#observer.visits.forget(record);
    this.#observer.closedWindows.forget(record);
    this.#observer.sayings.forget(record);
    this.#observer.blocks.release(record);
    this.#icmp.forget(record);
    this.#store.release(record);
  }
}

/** What to turn over so that a bit of one end and a bit of the other change places. */
function exchangedBits(marks: number, both: number): number {
  const set = marks & both;
  return set === 0 || set === both ? 0 : both;
}
