/**
 * Witnesses besides packets: texts that kernels and programs of the hosts wrote meanwhile. What a line is, is found by its
 * content. Lines that tell nothing are counted and forgotten, so memory grows with telling lines alone, and up to a limit.
 */

import type { Testimony } from '../facts/_extractor.ts';
import { readKernelLine } from '../kernel/_read-kernel-line.ts';
import { readLogLine } from '../logs/_read-log-line.ts';
import type { Connection } from '../model/connection.ts';
import { type BaseSeconds, SECOND, type TimeNs } from '../model/time.ts';
import type { KernelCounter, LineReference } from '../model/witness.ts';
import type { KernelCounterFact } from '../model/witness-fact.ts';
import { ConntrackStatistics } from './conntrack-statistics.ts';
import { KernelAccount } from './kernel-account.ts';
import { dropsOf } from './kernel-drops.ts';
import { type EndsAt, kernelFactsOf } from './kernel-facts.ts';
import { LogBook } from './log-book.ts';
import { ProxyStatistics } from './proxy-statistics.ts';

/** Telling lines that are kept. */
const KEPT_MAX = 500_000;
/** No line that tells something is longer. */
const LINE_MAX = 8192;

/** What was read of a text. */
export interface WitnessText {
  readonly file: string;
  readonly lines: number;
  /** Lines that tell something of connections. */
  readonly telling: number;
  /** Telling lines that were left out because there were too many. */
  readonly leftOut: number;
}

/**
 * Gathers what was written; give it to a `Diagnoser` or to `diagnoseBothEnds`. What one text says of a kernel is of one host:
 * which, its sockets’ addresses tell.
 */
export class Witnesses {
  /** By file: each is of one host. */
  readonly #kernels = new Map<string, KernelAccount>();
  readonly #logs = new LogBook();
  readonly #proxies = new ProxyStatistics();
  readonly #devices = new ConntrackStatistics();
  /** By name; of several the one that grew. */
  readonly #counters = new Map<string, CounterFact>();
  #kept = 0;

  /** Takes one text, in any portions; `end` says what it was. */
  open(file: string): WitnessReader {
    return new WitnessReader(file, (text, place) => this.#take(text, place));
  }

  /** Takes a whole text. */
  read(file: string, text: string): WitnessText {
    const reader = this.open(file);
    reader.push(text);
    return reader.end();
  }

  /**
   * What they say of a connection. `other`: the same as the capture of its other end has it, with that end’s addresses;
   * `offsetNs` is added to a time of the one to get that of the other.
   */
  factsOf(connection: Connection, base: BaseSeconds, closedNs: TimeNs, other?: Connection): Testimony[] {
    const { client, server } = connection;
    const own = { client, server };
    const far = other === undefined ? own : { client: other.client, server: other.server };
    const lifetime = { beganSeconds: base + connection.startNs / SECOND, closedSeconds: base + closedNs / SECOND };
    const ways: EndsAt[] = [{ client: own, server: far }];
    if (other !== undefined) ways.push({ client: far, server: own });
    const heard = [...this.#kernels.values()].flatMap((account) => {
      const told = ways.map((ends) => kernelFactsOf(account, ends, lifetime));
      return told.reduce((most, facts) => (facts.length > most.length ? facts : most));
    });
    const kernel = ofThisHost(connection, heard);
    const logs = this.#logs.factsOf({ client: own, server: far }, lifetime, pidsOf(kernel));
    const counted = [...this.#counters.values(), ...this.#proxies.factsOf(far.server.port), ...this.#devices.facts()];
    const dropped = [...this.#kernels.values()].flatMap((account) => dropsOf(account, connection, base));
    return [...kernel, ...dropped, ...counted, ...logs];
  }

  #accountOf(file: string): KernelAccount {
    let account = this.#kernels.get(file);
    if (account === undefined) {
      account = new KernelAccount();
      this.#kernels.set(file, account);
    }
    return account;
  }

  #count({ name, delta, host }: KernelCounter, said: LineReference): void {
    if (host === 'client') return;
    const known = this.#counters.get(name);
    const isGrowth = host !== undefined;
    const saysMore = known === undefined || (delta > 0 && (known.delta === 0 || (isGrowth && !known.isGrowth)));
    if (saysMore) this.#counters.set(name, { kind: 'kernel-counter', name, delta, isGrowth, said });
  }

  #take(text: string, place: LineReference): 'telling' | 'silent' | 'left-out' {
    const isCounted = (): boolean => this.#proxies.take(text, place) || this.#devices.take(text, place);
    if (this.#kept < KEPT_MAX && isCounted()) {
      this.#kept += 1;
      return 'telling';
    }
    const kernel = readKernelLine(text);
    const entry = kernel === undefined ? readLogLine(text) : undefined;
    if (kernel === undefined && entry === undefined) return 'silent';
    if (this.#kept >= KEPT_MAX) return 'left-out';
    if (kernel?.kind === 'event') {
      if (!this.#accountOf(place.file).add({ ...kernel.event, ...place })) return 'silent';
    } else if (kernel?.kind === 'counter') this.#count({ ...kernel.counter, ...place }, place);
    else if (entry !== undefined) this.#logs.add({ ...entry, ...place });
    this.#kept += 1;
    return 'telling';
  }
}

/** What is said of a counter. */
type CounterFact = Omit<KernelCounterFact, 'packets'>;

/**
 * Several hosts may have the server's address: behind one virtual address, or in networks of their own. What the kernel of one
 * says of its listeners is about this connection only where that had its socket; where none had, it may be.
 */
function ofThisHost(connection: Connection, told: readonly Testimony[]): Testimony[] {
  const listeners = told.filter((fact) => fact.kind === 'kernel-listener');
  const isElsewhere = listeners.some(({ took }) => took) || isServed(connection);
  const areSeveral = listeners.length > 1;
  return told.flatMap((fact) => {
    if (fact.kind !== 'kernel-listener' || fact.took) return [fact];
    if (isElsewhere) return [];
    return [areSeveral ? { ...fact, mayBeOthers: true } : fact];
  });
}

/** The server's kernel had a socket of it: it acknowledged what the client said, or somebody spoke through it. */
function isServed({ clientSide, serverSide }: Connection): boolean {
  if (serverSide.payloadBytes > 0) return true;
  const { isn, payloadBytes } = clientSide;
  const { lastAck } = serverSide;
  return payloadBytes > 0 && isn !== undefined && lastAck !== undefined && ((lastAck - isn) | 0) > 1;
}

/** The processes that closed a socket at the server. */
function pidsOf(kernel: readonly Testimony[]): ReadonlySet<number> {
  const pids = kernel.map((fact) => (fact.kind === 'kernel-close' && fact.at === 'server' ? fact.pid : undefined));
  return new Set(pids.filter((pid) => pid !== undefined));
}

type Take = (text: string, place: LineReference) => 'telling' | 'silent' | 'left-out';

/** Cuts a text into lines. */
export class WitnessReader {
  readonly #file: string;
  readonly #take: Take;
  #rest = '';
  #lines = 0;
  #telling = 0;
  #leftOut = 0;

  constructor(file: string, take: Take) {
    this.#file = file;
    this.#take = take;
  }

  push(text: string): void {
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      this.#line(this.#rest + text.slice(from, end));
      this.#rest = '';
      from = end + 1;
    }
    // A line that is too long to tell anything is not kept whole.
    if (this.#rest.length <= LINE_MAX) this.#rest += text.slice(from, from + LINE_MAX + 1);
  }

  end(): WitnessText {
    if (this.#rest !== '') this.#line(this.#rest);
    this.#rest = '';
    return { file: this.#file, lines: this.#lines, telling: this.#telling, leftOut: this.#leftOut };
  }

  #line(text: string): void {
    this.#lines += 1;
    const found = this.#take(text.endsWith('\r') ? text.slice(0, -1) : text, { file: this.#file, line: this.#lines });
    if (found === 'telling') this.#telling += 1;
    else if (found === 'left-out') this.#leftOut += 1;
  }
}
