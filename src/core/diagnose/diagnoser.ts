/**
 * The whole pipeline, pushed: bytes or packets in, diagnoses out as connections end. It does no I/O and reads no clock, so
 * that a file, a live capture and a browser differ only in who pushes.
 */
import type { ReaderContext } from '../capture/_capture-format.ts';
import { createPacketView } from '../capture/_packet-view.ts';
import { CaptureReader } from '../capture/_reader.ts';
import { ConnectionTracker, type EndedConnection, type KeptConnection } from '../connection/tracker.ts';
import type { Connection } from '../model/connection.ts';
import type { Diagnosis } from '../model/diagnosis.ts';
import type { Side } from '../model/endpoint.ts';
import { FIN, type PacketView, RST, SYN } from '../model/packet.ts';
import type { Problem } from '../model/problem.ts';
import { ProblemList } from '../model/problem-list.ts';
import type { BaseSeconds, TimeNs } from '../model/time.ts';
import { IcmpQuote } from '../packet/icmp-quote.ts';
import { PacketDecoder } from '../packet/packet-decoder.ts';
import { Segment } from '../packet/segment.ts';
import { diagnoseConnection } from './diagnose-connection.ts';
import { Neighbourhood } from './neighbourhood.ts';
import type { Resolutions } from './resolutions.ts';
import { Tally } from './tally.ts';
import { WaitingConnections } from './waiting-connections.ts';
import type { Witnesses } from './witnesses.ts';

/**
 * Connections that wait for their neighbours before they are looked at: what ends together or tries one port after the
 * other shows only afterwards.
 */
const WAITING_MIN = 4096;
/** So many are looked at one after the other, which takes half the time of one every now and then. */
const TOGETHER = 512;

/** What a Diagnoser can be told. */
export interface DiagnoserOptions {
  /** Takes each diagnosis, in order of ending. */
  readonly onDiagnosis: (diagnosis: Diagnosis) => void;
  /** Also report connections that ended well. Default false: they are counted only. */
  readonly all?: boolean;
  /** What kernels and logs say besides; read before the capture is. */
  readonly witnesses?: Witnesses;
  /** The end on whose own host the capture was made; where it is not known, leave it out. */
  readonly at?: Side;
  /** Connections open at once at most; the least recently active give way. Default 2,000,000. */
  readonly maxConnections?: number;
}

/** What the input held in all. */
export interface Summary {
  /** Packets read, of any protocol. */
  readonly packets: number;
  readonly connections: number;
  readonly failures: number;
  readonly suspicious: number;
  readonly benign: number;
  /** Causes of the failures and suspicious endings, most frequent first. */
  readonly causes: readonly { readonly cause: string; readonly count: number }[];
  readonly problems: readonly Problem[];
  /** What the times of the diagnoses count from, in seconds since 1970; 0 where no packet was read. */
  readonly baseSeconds: BaseSeconds;
}

/** What begins or ends a connection. */
const ENDS = SYN | FIN | RST;

/** Diagnoses the connections of one capture. Push its bytes in any portions, or its packets; then finish. */
export class Diagnoser {
  /** Shared with whoever reads the capture: base of times, problems, names. */
  readonly context: ReaderContext & { readonly base: { seconds: BaseSeconds | undefined } };
  packets = 0;
  readonly #options: DiagnoserOptions;
  readonly #problems = new ProblemList();
  readonly #names = new Map<string, string>();
  readonly #neighbourhood = new Neighbourhood();
  readonly #tally = new Tally();
  /** They stay with the tracker: there they take a tenth of the memory that their objects would. */
  readonly #waiting = new WaitingConnections(WAITING_MIN + TOGETHER);
  readonly #decoder = new PacketDecoder();
  readonly #segment = new Segment();
  readonly #quote = new IcmpQuote();
  readonly #tracker: ConnectionTracker;
  #reader: CaptureReader | undefined;
  readonly #packet: PacketView = createPacketView();

  constructor(options: DiagnoserOptions) {
    this.#options = options;
    this.context = {
      base: { seconds: undefined },
      report: (problem) => this.#problems.add(problem),
      name: (address, name) => {
        if (this.#names.size < NAMES_MAX) this.#names.set(address, name);
      },
    };
    this.#tracker = new ConnectionTracker({
      ...(options.maxConnections === undefined ? {} : { maxConnections: options.maxConnections }),
      onEnded: (ended) => this.#takeEnded(ended),
    });
    const { witnesses } = options;
    this.#neighbourhood.madeAt = options.at;
    if (witnesses !== undefined) {
      this.#neighbourhood.testimonyOf = (connection, closedNs) =>
        witnesses.factsOf(connection, this.context.base.seconds ?? 0, closedNs);
    }
  }

  /** Takes the next bytes of a capture; any portion will do. */
  push(bytes: Uint8Array): void {
    this.#reader ??= new CaptureReader(this.context);
    this.#reader.push(bytes);
    this.#drain(this.#reader);
  }

  /** Takes the packet a reader of one's own stands at (made with `context`). */
  take(packet: PacketView): void {
    this.packets += 1;
    const decoded = this.#decoder.decode(packet, this.#segment, this.#quote);
    if (decoded === 'tcp') {
      if ((this.#segment.flags & ENDS) !== 0) this.resolutions.takeFrame(this.#segment, packet);
      this.#tracker.push(this.#segment);
    } else if (decoded === 'icmp-error') this.#tracker.pushIcmp(this.#quote);
    else if (decoded !== 'undecodable') {
      if (decoded === 'resolution') this.resolutions.take(this.#decoder.resolution, packet);
      // Whatever else there is shows that the capture went on, and the connections were silent.
      this.#tracker.advance(packet.timeNs);
    }
  }

  /** What the capture shows of hardware addresses. */
  get resolutions(): Resolutions {
    return this.#neighbourhood.resolutions;
  }

  /** Says that the capture has been silent up to this time; only needed live. */
  advance(timeNs: TimeNs): void {
    this.#tracker.advance(timeNs);
  }

  /** The input is over: hands out what is still open, and says what it all was. */
  finish(): Summary {
    if (this.#reader !== undefined) {
      this.#reader.end();
      this.#drain(this.#reader);
    }
    this.#tracker.finish();
    this.#diagnoseOldest(this.#waiting.length);
    for (const problem of this.#decoder.problems()) this.#problems.add(problem);
    return {
      packets: this.packets,
      connections: this.#tally.total(),
      failures: this.#tally.severity('failure'),
      suspicious: this.#tally.severity('suspicious'),
      benign: this.#tally.severity('benign'),
      causes: this.#tally.causes(),
      problems: this.#problems.all(),
      baseSeconds: this.context.base.seconds ?? 0,
    };
  }

  #drain(reader: CaptureReader): void {
    while (reader.next(this.#packet) === 'packet') this.take(this.#packet);
  }

  #takeEnded(ended: EndedConnection): void {
    this.#neighbourhood.idleTimers.noteEnded(ended);
    this.#neighbourhood.clients.note(ended);
    this.#neighbourhood.names.note(ended);
    this.#neighbourhood.namedResets.note(ended);
    this.#neighbourhood.announced.note(ended);
    this.#neighbourhood.deviceTimers.note(ended);
    this.#neighbourhood.answers.note(ended);
    this.#neighbourhood.forgotten.note(ended);
    this.#neighbourhood.unserved.note(ended);
    this.#neighbourhood.leftOut.note(ended.serverKey, ended);
    if (ended.servedNs > Number.NEGATIVE_INFINITY)
      this.#neighbourhood.noteServed(ended.clientKey, ended.serverKey, ended.serverPort);
    // What looks well in packets may not be what a log tells.
    const { all = false, witnesses } = this.#options;
    if (ended.unremarkable && !all && witnesses === undefined) {
      this.#tally.addUnremarkable();
      this.#neighbourhood.noteServer(ended);
      return;
    }
    this.#neighbourhood.note(ended);
    if (ended.isStray || refusesAnswer(ended) || asksInVain(ended)) this.#neighbourhood.noteStray(ended.toConnection());
    this.#waiting.push(ended.keep());
    if (this.#waiting.isFull) this.#diagnoseOldest(TOGETHER);
  }

  #diagnoseOldest(count: number): void {
    for (let i = 0; i < count; i += 1) this.#diagnose(this.#waiting.shift());
  }

  #diagnose(waiting: KeptConnection): void {
    const connection = this.#withNames(this.#tracker.takeKept(waiting));
    const diagnosis = diagnoseConnection(connection, this.#neighbourhood);
    this.#tally.add(diagnosis);
    if (this.#options.all === true || diagnosis.severity !== 'benign') this.#options.onDiagnosis(diagnosis);
  }

  #withNames(connection: Connection): Connection {
    if (this.#names.size === 0) return connection;
    const { client, server } = connection;
    const clientName = this.#names.get(client.address);
    const serverName = this.#names.get(server.address);
    return {
      ...connection,
      client: clientName === undefined ? client : { ...client, name: clientName },
      server: serverName === undefined ? server : { ...server, name: serverName },
    };
  }
}

const NAMES_MAX = 65_536;

/** Its SYN was sent again, and nothing came. */
function asksInVain({ isAttempt, isAnswered, refusal, startNs, closingNs }: EndedConnection): boolean {
  return isAttempt && !isAnswered && refusal === undefined && closingNs > startNs;
}

/** Its SYN was answered, and the answer met a reset of the client. */
function refusesAnswer({ isAttempt, isAnswered, clientTtls }: EndedConnection): boolean {
  return isAttempt && isAnswered && clientTtls.resets > 0;
}
