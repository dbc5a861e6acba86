/**
 * Telling lines of logs, and which of them are about a connection: by the client’s address and port; by its address and the
 * moment; by the moment; or because they stand in the file. Clocks of logs differ by a little, and where a line names no time
 * zone by whole quarters of an hour too.
 */

import { inYearOf } from '../logs/_time.ts';
import type { Endpoint } from '../model/endpoint.ts';
import { SECOND } from '../model/time.ts';
import type { Lifetime, LogEndpoint, LogEntry, LogMeaning, LogTime } from '../model/witness.ts';
import type { LogFact } from '../model/witness-fact.ts';
import type { EndsAt } from './kernel-facts.ts';
import { LogIndex, QUARTER } from './log-index.ts';

/** Told of a connection at most. */
const FACTS_MAX = 8;
/** A log may be written a little later; clocks of two hosts differ. */
const BEFORE_MAX = 1.5;
const AFTER_MAX = 2.5;
/** Where address and port say which connection it is, the clocks may be set badly. */
const CLOCKS_APART_MAX = 120;
const ZONES_MAX = 14 * 3600;

/** Lines so near in time are of one moment, in seconds. */
const MOMENT = 5;
/** With more moments in a log without a time zone, that one of them fits by chance is more likely than 1 in 20. */
const MOMENTS_MAX = 9;
/** The same where clocks may be apart: a port that a client used again. */
const SAME_PORT_MAX = 1;

/** A device forgets a connection before that shows. */
const FORGETS: ReadonlySet<LogMeaning> = new Set(['mapping-expired', 'mapping-deleted', 'no-mapping']);

const NO_PIDS: ReadonlySet<number> = new Set();

const ORDER: Readonly<Record<LogFact['by'], number>> = { connection: 0, client: 1, moment: 2, file: 3 };

/** Gathers lines; then finds those of a connection. */
export class LogBook {
  /** Of a client’s address and port: few. */
  readonly #byPort = new Map<string, LogEntry[]>();
  /** Of a client’s address alone. */
  readonly #byAddress = new Map<string, LogIndex>();
  readonly #others = new LogIndex();
  readonly #zones = new UnknownZones();
  #isEmpty = true;

  add(entry: LogEntry): void {
    this.#isEmpty = false;
    this.#zones.note(entry);
    const { client, translation, flow } = entry;
    const ends = [client, translation?.client, translation?.translatedClient, flow?.from, flow?.to];
    const ports = ends.filter((end) => end?.port !== undefined);
    for (const key of new Set(ports.map((end) => `${end?.address} ${end?.port}`))) {
      const list = this.#byPort.get(key);
      if (list === undefined) this.#byPort.set(key, [entry]);
      else list.push(entry);
    }
    if (ports.length > 0) return;
    if (client === undefined) this.#others.add(entry);
    else {
      const index = this.#byAddress.get(client.address) ?? new LogIndex();
      index.add(entry);
      this.#byAddress.set(client.address, index);
    }
  }

  /**
   * What is said of a connection, the surest first; of each meaning the surest line alone. `pids`: the processes that had a
   * socket of it at the server.
   */
  factsOf(ends: EndsAt, lifetime: Lifetime, pids: ReadonlySet<number> = NO_PIDS): Omit<LogFact, 'packets'>[] {
    if (this.#isEmpty) return [];
    const views = [ends.client, ends.server].filter((view) => view !== undefined);
    const best = new Map<string, Omit<LogFact, 'packets'>>();
    for (const entry of this.#candidates(views, lifetime.closedSeconds)) {
      const fact = factOf(entry, views, lifetime, this.#zones, pids);
      if (fact === undefined) continue;
      const key = `${fact.meaning} ${fact.from ?? ''}`;
      const known = best.get(key);
      if (known === undefined || rankOf(fact) < rankOf(known)) best.set(key, fact);
    }
    return [...best.values()].sort((a, b) => rankOf(a) - rankOf(b)).slice(0, FACTS_MAX);
  }

  *#candidates(views: readonly View[], closedSeconds: number): Generator<LogEntry> {
    const clients = new Map(views.map(({ client }) => [`${client.address} ${client.port}`, client]));
    for (const key of clients.keys()) yield* this.#byPort.get(key) ?? [];
    const from = closedSeconds - BEFORE_MAX;
    const until = closedSeconds + AFTER_MAX;
    for (const address of new Set([...clients.values()].map((client) => client.address))) {
      yield* this.#byAddress.get(address)?.between(from, until) ?? [];
    }
    yield* this.#others.between(from, until);
  }
}

/** Smaller is surer. */
function rankOf({ by, isUntied }: Pick<LogFact, 'by' | 'isUntied'>): number {
  return ORDER[by] + (isUntied === true ? 0.5 : 0);
}

interface View {
  readonly client: Endpoint;
  readonly server: Endpoint;
}

function factOf(
  entry: LogEntry,
  views: readonly View[],
  lifetime: Lifetime,
  zones: UnknownZones,
  pids: ReadonlySet<number>,
): Omit<LogFact, 'packets'> | undefined {
  const relation = relationOf(entry, views, lifetime);
  if (relation === undefined) return undefined;
  const by = zones.areManyMoments(entry) ? 'file' : relation;
  const { meaning, program, quote, file, line } = entry;
  const after = entry.time === undefined ? undefined : differenceTo(entry.time, lifetime.closedSeconds);
  return {
    kind: 'log',
    meaning,
    program,
    quote,
    by,
    said: { file, line },
    ...(after === undefined || by === 'file' ? {} : { afterCloseNs: after * SECOND }),
    ...(by === 'connection' && isEarlier(entry, lifetime, after) ? { isEarlier: true } : {}),
    ...(entry.isOfHost === true && !pids.has(entry.pid ?? -1) ? { isUntied: true } : {}),
    ...(entry.isAnswered === true ? { isAnswered: true } : {}),
    ...translationOf(entry),
    ...senderOf(entry, views),
  };
}

/** Which end sent the packet that a device saw; a session that it turned away is the client’s. */
function senderOf({ flow, translation, meaning }: LogEntry, views: readonly View[]): Pick<LogFact, 'from'> {
  if (flow === undefined) return translation !== undefined && meaning === 'blocked' ? { from: 'client' } : {};
  return { from: views.some(({ client }) => isSame(client, flow.from)) ? 'client' : 'server' };
}

/** In the middle of a connection that went on; what a device forgets it forgets before that shows. */
function isEarlier({ meaning, time }: LogEntry, lifetime: Lifetime, after: number | undefined): boolean {
  if (time === undefined || after === undefined) return false;
  if (FORGETS.has(meaning)) return false;
  const lasted = lifetime.closedSeconds - lifetime.beganSeconds;
  return after < -(BEFORE_MAX + time.precision) && after >= -(lasted + time.precision);
}

/**
 * Where a log names no time zone, a line of each quarter of an hour may be the one. In a short log only one can be; in a
 * long one, what is written again and again fits every moment.
 */
class UnknownZones {
  readonly #spans = new Map<string, { from: number; until: number }>();
  readonly #moments = new Map<string, Set<number>>();

  note(entry: LogEntry): void {
    const { file, time } = entry;
    if (time === undefined || time.zoned) return;
    const { seconds } = time;
    const { from, until } = this.#spans.get(file) ?? { from: seconds, until: seconds };
    this.#spans.set(file, { from: Math.min(from, seconds), until: Math.max(until, seconds) });
    const key = kindOf(entry);
    const moments = this.#moments.get(key) ?? new Set();
    if (moments.size <= MOMENTS_MAX) this.#moments.set(key, moments.add(Math.round(seconds / MOMENT)));
  }

  areManyMoments(entry: LogEntry): boolean {
    const span = this.#spans.get(entry.file);
    if (entry.time === undefined || entry.time.zoned || span === undefined) return false;
    const most = entry.client?.port === undefined ? MOMENTS_MAX : SAME_PORT_MAX;
    return span.until - span.from > QUARTER - MOMENT && (this.#moments.get(kindOf(entry))?.size ?? 0) > most;
  }
}

/** Lines of one kind that could be taken for each other. */
function kindOf({ file, meaning, client }: LogEntry): string {
  return JSON.stringify([file, client?.port === undefined ? meaning : '', client?.address, client?.port]);
}

function translationOf({ translation }: LogEntry): Pick<LogFact, 'translates'> {
  if (translation === undefined) return {};
  const client = !isSame(translation.client, translation.translatedClient);
  const server = !isSame(translation.server, translation.translatedServer);
  if (client && server) return { translates: 'both' };
  return client ? { translates: 'client' } : server ? { translates: 'server' } : {};
}

function relationOf(entry: LogEntry, views: readonly View[], lifetime: Lifetime): LogFact['by'] | undefined {
  const { translation, flow, client, server, time, began } = entry;
  if (translation !== undefined || flow !== undefined) {
    if (!views.some((view) => isSeenAs(entry, view))) return undefined;
    // `conntrack -E` writes no times unless it is told to; it runs beside the capture, and names all four numbers.
    if (time === undefined) return translation === undefined ? 'file' : 'connection';
    return isWithin(entry, time, lifetime) ? 'connection' : undefined;
  }
  if (client !== undefined) {
    const view = views.find((known) => known.client.address === client.address && fits(server, known.server));
    if (view === undefined) return undefined;
    if (client.port !== undefined && client.port !== view.client.port) return undefined;
    if (!isNear(entry, lifetime, client.port === undefined ? 0 : CLOCKS_APART_MAX)) return undefined;
    // Of another day there may be as many from there.
    if (time === undefined && began === undefined) return 'file';
    return client.port === undefined ? 'client' : 'connection';
  }
  if (server !== undefined && !views.some((view) => fits(server, view.server))) return undefined;
  if (time === undefined) return 'file';
  return isNear(entry, lifetime, 0) ? 'moment' : undefined;
}

/** The server’s address may be another one behind a load balancer or a NAT: the port alone speaks against it. */
function fits(named: LogEndpoint | undefined, known: Endpoint): boolean {
  return named?.port === undefined || named.port === known.port;
}

function isSame(one: Endpoint, other: Endpoint): boolean {
  return one.address === other.address && one.port === other.port;
}

/** Whether a device that names both ends means this connection. */
function isSeenAs({ translation, flow }: LogEntry, { client, server }: View): boolean {
  if (flow !== undefined) {
    const { from, to } = flow;
    return (isSame(client, from) && isSame(server, to)) || (isSame(client, to) && isSame(server, from));
  }
  if (translation === undefined) return false;
  return (
    (isSame(client, translation.client) && isSame(server, translation.server)) ||
    (isSame(client, translation.translatedClient) && isSame(server, translation.translatedServer))
  );
}

/** Whether a device wrote it while the connection lasted: one that names both ends need not have written of the close. */
function isWithin({ meaning }: LogEntry, time: LogTime, { beganSeconds, closedSeconds }: Lifetime): boolean {
  const away = differenceTo(time, closedSeconds);
  // What is forgotten after the close was forgotten because of it.
  const latest = FORGETS.has(meaning) ? AFTER_MAX : CLOCKS_APART_MAX;
  return away >= beganSeconds - closedSeconds - CLOCKS_APART_MAX - time.precision && away <= latest;
}

/** Whether it was written while the connection closed; or, where it tells of a long wait, at any time of it. */
function isNear({ time, began, holdsSeconds = 0 }: LogEntry, lifetime: Lifetime, slack: number): boolean {
  const { beganSeconds, closedSeconds } = lifetime;
  if (began !== undefined) {
    const away = differenceTo(began, beganSeconds);
    // It may be a later request of the connection.
    if (away < -(BEFORE_MAX + slack) || away > closedSeconds - beganSeconds + AFTER_MAX + slack) return false;
  }
  if (time === undefined) return true;
  const away = differenceTo(time, closedSeconds);
  return away >= -(BEFORE_MAX + time.precision + holdsSeconds + slack) && away <= AFTER_MAX + slack;
}

/** How many seconds later a line was written; without a time zone, whole quarters of an hour are not counted. */
function differenceTo({ seconds, zoned, yearless }: LogTime, moment: number): number {
  const difference = (yearless === true ? inYearOf(seconds, moment) : seconds) - moment;
  if (zoned || Math.abs(difference) > ZONES_MAX + QUARTER / 2) return difference;
  return difference - Math.round(difference / QUARTER) * QUARTER;
}
