/**
 * The account of one kernel, in order of time: what became of each socket, which programs ended, what listened.
 * Everything is told by the clock of the trace alone, so that it need not be that of a capture.
 */
import type { DropReason } from '../model/drop-reason.ts';
import { type Endpoint, isLoopback } from '../model/endpoint.ts';
import type {
  AcceptFailureEvent,
  DropEvent,
  KernelEvent,
  Lifetime,
  ProcessEvent,
  ResetReceivedEvent,
  ResetSentEvent,
  SocketState,
  StateEvent,
} from '../model/witness.ts';
import { AcceptFailures } from './accept-failures.ts';
import { countBefore } from './in-order.ts';
import { DROPS_MAX, Drops } from './kernel-drops.ts';

/** What happens to one socket. */
export type SocketEvent = StateEvent | ResetSentEvent | ResetReceivedEvent;

/** A socket from its first state to its last, as far as the trace has it. */
export interface SocketLife {
  readonly local: Endpoint;
  readonly remote: Endpoint;
  readonly events: SocketEvent[];
  /** Another began between the same ends before this one was over, or the other way round: two hosts’, or lines are missing. */
  readonly isMixed?: boolean;
}

/** A socket that listened: from when, until when. */
export interface Listening {
  readonly local: Endpoint;
  /** Not known where it did before the trace began. */
  readonly from: StateEvent | undefined;
  readonly until: StateEvent | undefined;
}

/** A clock that counts from 1970: no machine has run for so long. */
const WALL_CLOCK_MIN = 1e9;
/** By so many seconds a trace’s wall clock and a capture’s may differ: hosts are not well set, TAI is 37 s ahead. */
const CLOCKS_APART_MAX = 120;

/** Lasts of a socket by a clock that is not the capture’s may differ by this, in seconds, besides a tenth. */
const LASTS_APART_MAX = 2;

/** Gathers events; then tells of sockets and programs. */
export class KernelAccount {
  readonly #events: KernelEvent[] = [];
  #lives: Map<string, SocketLife[]> | undefined;
  #ends: readonly ProcessEvent[] = [];
  #failures = new AcceptFailures();
  #drops = new Drops();
  readonly #dropped = new Map<DropReason, number>();
  #listening: readonly Listening[] = [];
  #opened: readonly SocketLife[] = [];
  #uses: ReadonlyMap<number, Use> = new Map();
  #namesReasons = false;
  readonly #addresses = new Set<string>();
  readonly #connected = new Set<string>();

  /** False where it is one of too many of its kind, and is not kept. */
  add(event: KernelEvent): boolean {
    if (event.kind === 'drop' && !this.#hasRoomFor(event.reason)) return false;
    this.#events.push(event);
    if ('local' in event) this.#addresses.add(event.local.address);
    if (event.kind === 'state' && event.from === 'SYN_RECV' && !isLoopback(event.local.address))
      this.#connected.add(event.local.address);
    if (event.kind === 'reset-sent' && event.reason !== undefined) this.#namesReasons = true;
    this.#lives = undefined;
    return true;
  }

  /** One more than are looked at shows that there are too many. */
  #hasRoomFor(reason: DropReason): boolean {
    const count = (this.#dropped.get(reason) ?? 0) + 1;
    this.#dropped.set(reason, count);
    return count <= DROPS_MAX + 1;
  }

  /** Whether it is the kernel of the host with this address, as far as its sockets show. */
  isOf(address: string): boolean {
    return this.#addresses.has(address);
  }

  /** Whether connections have several addresses at its end, of the family of this one: those of containers, or of one host. */
  mayBeOfSeveral(address: string): boolean {
    const isSix = address.includes(':');
    return [...this.#connected].filter((own) => own.includes(':') === isSix).length > 1;
  }

  /** It tells also of resets that no socket sent: those have reasons since Linux 6.10. */
  get tellsOfRefusals(): boolean {
    return this.#namesReasons;
  }

  /** Whether it is of a time of its own clock; for a while after its last event nothing may have happened. */
  covers(seconds: number): boolean {
    this.#sorted();
    const [first] = this.#events;
    const last = this.#events.at(-1);
    return (
      first !== undefined &&
      last !== undefined &&
      first.seconds <= seconds &&
      seconds <= last.seconds + CLOCKS_APART_MAX
    );
  }

  /** Whether its clock counts from 1970, so that it can be compared with that of a capture. */
  get hasWallClock(): boolean {
    this.#sorted();
    return (this.#events[0]?.seconds ?? 0) >= WALL_CLOCK_MIN;
  }

  /**
   * The socket with these ends; of several one after the other the one that began nearest to that time, which a trace must know
   * then. By another clock, what lasts as long.
   */
  lifeOf(local: Endpoint, remote: Endpoint, span: Lifetime): SocketLife | undefined {
    const lives = this.#sorted().get(keyOf(local, remote)) ?? [];
    const near = lives.filter((life) => !isElsewhen(life, span));
    const [first] = near;
    if (first === undefined || near.some(({ isMixed }) => isMixed === true)) return undefined;
    if (near.length === 1) return first;
    if (beginning(first) < WALL_CLOCK_MIN) return undefined;
    const away = (life: SocketLife): number => Math.abs(beginning(life) - span.beganSeconds);
    return near.reduce((best, life) => (away(life) < away(best) ? life : best));
  }

  /** Sockets that programs opened towards somebody between two times of the trace’s clock, in order. */
  *openedBetween(fromSeconds: number, untilSeconds: number): Generator<SocketLife> {
    this.#sorted();
    for (let at = countBefore(this.#opened, beginning, fromSeconds); at < this.#opened.length; at += 1) {
      const life = this.#opened[at];
      if (life === undefined || beginning(life) > untilSeconds) return;
      yield life;
    }
  }

  /** How many sockets of a port were open then: taken from a client, and closed by neither end. */
  openOn(port: number, seconds: number): number {
    this.#sorted();
    const { begun = [], closed = [] } = this.#uses.get(port) ?? {};
    return countBefore(begun, (time) => time, seconds) - countBefore(closed, (time) => time, seconds);
  }

  /** What listened on a port at a time of the trace’s clock. */
  listeningOn(port: number, seconds: number): Listening[] {
    this.#sorted();
    return this.#listening.filter(
      ({ local, from, until }) =>
        local.port === port && (from?.seconds ?? seconds) <= seconds && (until?.seconds ?? seconds) >= seconds,
    );
  }

  /** What listened on a port at that time, and no longer did since a time between the others; nor did another at its address. */
  closedListeners(port: number, seconds: number, fromSeconds: number, untilSeconds: number): Listening[] {
    const remaining = this.listeningOn(port, untilSeconds).filter(({ until }) => until?.seconds !== untilSeconds);
    return this.listeningOn(port, seconds).filter(
      ({ local, until }) =>
        until !== undefined &&
        until.seconds >= fromSeconds &&
        until.seconds <= untilSeconds &&
        !remaining.some((other) => other.local.address === local.address),
    );
  }

  /** Ends of processes, and what came before them, between two times of the trace’s clock. */
  *endsBetween(fromSeconds: number, untilSeconds: number): Generator<ProcessEvent> {
    this.#sorted();
    for (let at = countBefore(this.#ends, ({ seconds }) => seconds, fromSeconds); at < this.#ends.length; at += 1) {
      const event = this.#ends[at];
      if (event === undefined || event.seconds > untilSeconds) return;
      yield event;
    }
  }

  /** Failures of accept(2) in a process of that name between two times of the trace’s clock, in order. */
  acceptFailures(comm: string, fromSeconds: number, untilSeconds: number): AcceptFailureEvent[] {
    this.#sorted();
    return this.#failures.between(comm, fromSeconds, untilSeconds);
  }

  /** What it dropped, by the reason, in order of time. */
  drops(): ReadonlyMap<DropReason, readonly DropEvent[]> {
    this.#sorted();
    return this.#drops.all();
  }

  /** Names of processes that listened there then, or closed connections of that port at any time. */
  serversOn({ address, port }: Endpoint, seconds: number): ReadonlySet<string> {
    const listening = this.listeningOn(port, seconds).filter(({ local }) => takes(local, address));
    const names = [...listening.map(({ from }) => from?.comm), ...(this.#uses.get(port)?.closers ?? [])];
    return new Set(names.filter((comm) => comm !== undefined));
  }

  #sorted(): ReadonlyMap<string, SocketLife[]> {
    if (this.#lives !== undefined) return this.#lives;
    dropRepeated(this.#events.sort((a, b) => a.seconds - b.seconds));
    const lives = new Map<string, SocketLife[]>();
    const ends: ProcessEvent[] = [];
    const listeners = new Listeners();
    this.#failures = new AcceptFailures();
    this.#drops = new Drops();
    for (const event of this.#events) {
      if (event.kind === 'accept-failure') this.#failures.add(event);
      else if (event.kind === 'drop') this.#drops.add(event);
      else if (!('local' in event)) ends.push(event);
      else if (event.kind === 'state' && (event.to === 'LISTEN' || (event.from === 'LISTEN' && event.to === 'CLOSE')))
        listeners.note(event);
      else addToLife(lives, event);
      if (event.kind === 'state' && event.from === 'LISTEN' && event.to === 'SYN_RECV') listeners.noteUse(event);
    }
    this.#ends = ends;
    this.#listening = listeners.all();
    this.#lives = lives;
    const all = [...lives.values()].flat();
    this.#opened = all.filter(isOpened).sort((a, b) => beginning(a) - beginning(b));
    this.#uses = usesOf(all);
    return lives;
  }
}

/** Takes out what stands there twice, as where a text is given twice. */
function dropRepeated(events: KernelEvent[]): void {
  let seconds = Number.NaN;
  let seen = new Set<string>();
  let kept = 0;
  for (const event of events) {
    if (event.seconds !== seconds) seen = new Set();
    seconds = event.seconds;
    const said = JSON.stringify({ ...event, file: '', line: 0 });
    if (seen.has(said)) continue;
    seen.add(said);
    events[kept] = event;
    kept += 1;
  }
  events.length = kept;
}

/** Listening sockets as their events come. */
class Listeners {
  readonly #ended: Listening[] = [];
  /** By address and port: with SO_REUSEPORT, and in several containers, more than one. */
  readonly #open = new Map<string, Omit<Listening, 'until'>[]>();

  note(event: StateEvent): void {
    const { local } = event;
    const open = this.#openAt(local);
    if (event.to === 'LISTEN') open.push({ local, from: event });
    else this.#ended.push({ local, from: undefined, ...open.shift(), until: event });
  }

  /** A connection came in although nothing was seen to begin to listen: it did before. */
  noteUse({ local }: StateEvent): void {
    const isTaken = [...this.#open.values()].some(
      ([open]) => open !== undefined && open.local.port === local.port && takes(open.local, local.address),
    );
    if (!isTaken) this.#openAt(local).push({ local, from: undefined });
  }

  all(): Listening[] {
    return [...this.#ended, ...[...this.#open.values()].flat().map((open) => ({ ...open, until: undefined }))];
  }

  #openAt({ address, port }: Endpoint): Omit<Listening, 'until'>[] {
    const key = `${address} ${port}`;
    const open = this.#open.get(key) ?? [];
    this.#open.set(key, open);
    return open;
  }
}

/** Whether a socket that listens there takes what comes to that address; the wildcard of IPv6 may be for IPv6 alone. */
export function takes(listening: Endpoint, address: string): boolean {
  if (listening.address === address) return true;
  const isSix = address.includes(':');
  return listening.address === (isSix ? '::' : '0.0.0.0');
}

function addToLife(lives: Map<string, SocketLife[]>, event: SocketEvent): void {
  const key = keyOf(event.local, event.remote);
  let list = lives.get(key);
  if (list === undefined) {
    list = begins(event) ? [] : takeUnbound(lives, event);
    lives.set(key, list);
  }
  const last = list.at(-1);
  const life = { local: event.local, remote: event.remote, events: [event] };
  if (last === undefined || isOver(last, event)) list.push(life);
  else if (!begins(event)) last.events.push(event);
  else if (isClosed(last)) list.push(life);
  else list.splice(-1, 1, { ...last, isMixed: true }, { ...life, isMixed: true });
}

/** When sockets of a port were taken, and when the first end closed each, in order. */
interface Use {
  readonly begun: number[];
  readonly closed: number[];
  /** Names of the processes that sent the first FIN of one. */
  readonly closers: Set<string>;
}

function usesOf(lives: readonly SocketLife[]): Map<number, Use> {
  const uses = new Map<number, Use>();
  for (const life of lives) {
    if (isOpened(life)) continue;
    const use = uses.get(life.local.port) ?? { begun: [], closed: [], closers: new Set() };
    uses.set(life.local.port, use);
    use.begun.push(beginning(life));
    const closing = life.events.find((event) => event.kind === 'state' && CLOSING.has(event.to));
    if (closing === undefined) continue;
    use.closed.push(closing.seconds);
    if (closing.kind === 'state' && closing.to === 'FIN_WAIT1' && closing.comm !== undefined)
      use.closers.add(closing.comm);
  }
  for (const { begun, closed } of uses.values()) {
    begun.sort((a, b) => a - b);
    closed.sort((a, b) => a - b);
  }
  return uses;
}

function isOpened({ events: [first] }: SocketLife): boolean {
  return first?.kind === 'state' && first.to === 'SYN_SENT';
}

function isClosed({ events }: SocketLife): boolean {
  return events.some((event) => event.kind === 'state' && event.to === 'CLOSE');
}

function begins(event: SocketEvent): boolean {
  return event.kind === 'state' && (event.to === 'SYN_SENT' || (event.from === 'LISTEN' && event.to === 'SYN_RECV'));
}

/** More than this long after its end, in seconds, what happens between the same ends is another socket’s. */
const STRAGGLER_MAX = 60;

function isOver({ events }: SocketLife, event: SocketEvent): boolean {
  const last = events.at(-1);
  return last?.kind === 'state' && last.to === 'CLOSE' && event.seconds - last.seconds > STRAGGLER_MAX;
}

function beginning({ events }: SocketLife): number {
  return events[0]?.seconds ?? 0;
}

/** By a clock that counts from 1970, it is of another time; by another one, it lasted longer, or not as long. */
function isElsewhen(life: SocketLife, { beganSeconds, closedSeconds }: Lifetime): boolean {
  const own = beginning(life);
  if (beganSeconds < WALL_CLOCK_MIN) return false;
  if (own < WALL_CLOCK_MIN) return !lastsAsLong(life, closedSeconds - beganSeconds);
  const until = life.events.at(-1)?.seconds ?? own;
  return own - beganSeconds > CLOCKS_APART_MAX + (until - own) || beganSeconds - until > CLOCKS_APART_MAX;
}

/** Whether a socket, of which the trace has the beginning and the end, can have been that of a connection that lasted so long. */
function lastsAsLong({ events }: SocketLife, lastedSeconds: number): boolean {
  const [first] = events;
  const closing = events.find((event) => event.kind === 'state' && CLOSING.has(event.to));
  if (first === undefined || closing === undefined || !begins(first)) return true;
  return Math.abs(closing.seconds - first.seconds - lastedSeconds) <= LASTS_APART_MAX + lastedSeconds / 10;
}

/** States that a close, or the peer’s, leads to. */
const CLOSING: ReadonlySet<SocketState> = new Set(['FIN_WAIT1', 'CLOSE_WAIT', 'CLOSE', 'LAST_ACK']);

function keyOf(local: Endpoint, remote: Endpoint): string {
  return `${local.address} ${local.port} ${remote.address} ${remote.port}`;
}

/** A socket that connects before it has a port: its SYN_SENT names port 0. */
function takeUnbound(lives: Map<string, SocketLife[]>, { local, remote }: SocketEvent): SocketLife[] {
  const key = keyOf({ address: local.address, port: 0 }, remote);
  const unbound = lives.get(key)?.pop();
  return unbound === undefined ? [] : [{ ...unbound, local }];
}
