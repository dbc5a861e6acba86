/**
 * The account of one kernel, in order of time: what became of each socket, which programs ended, what listened.
 * Everything is told by the clock of the trace alone, so that it need not be that of a capture.
 */
import type { Endpoint } from '../model/endpoint.ts';
import type {
  ExitEvent,
  KernelEvent,
  ResetReceivedEvent,
  ResetSentEvent,
  SignalEvent,
  StateEvent,
  VictimEvent,
} from '../model/witness.ts';

/** What happens to one socket. */
export type SocketEvent = StateEvent | ResetSentEvent | ResetReceivedEvent;

/** A socket from its first state to its last, as far as the trace has it. */
export interface SocketLife {
  readonly local: Endpoint;
  readonly remote: Endpoint;
  readonly events: SocketEvent[];
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

/** Gathers events; then tells of sockets and programs. */
export class KernelAccount {
  readonly #events: KernelEvent[] = [];
  #lives: Map<string, SocketLife[]> | undefined;
  #ends: readonly (ExitEvent | SignalEvent | VictimEvent)[] = [];
  #listening: readonly Listening[] = [];
  readonly #addresses = new Set<string>();

  add(event: KernelEvent): void {
    this.#events.push(event);
    if ('local' in event) this.#addresses.add(event.local.address);
    this.#lives = undefined;
  }

  /** Whether it is the kernel of the host with this address, as far as its sockets show. */
  isOf(address: string): boolean {
    return this.#addresses.has(address);
  }

  /**
   * The socket with these ends; of several one after the other the one that began nearest to that time, in seconds since 1970,
   * which a trace must know then.
   */
  lifeOf(local: Endpoint, remote: Endpoint, beganSeconds: number): SocketLife | undefined {
    const lives = this.#sorted().get(keyOf(local, remote)) ?? [];
    const near = lives.filter((life) => !isElsewhen(life, beganSeconds));
    if (near.length <= 1) return near[0];
    const [first] = near;
    if (first === undefined || beginning(first) < WALL_CLOCK_MIN) return undefined;
    const away = (life: SocketLife): number => Math.abs(beginning(life) - beganSeconds);
    return near.reduce((best, life) => (away(life) < away(best) ? life : best));
  }

  /** Every socket that a program opened towards somebody, of which the trace has the beginning. */
  opened(): SocketLife[] {
    return [...this.#sorted().values()]
      .flat()
      .filter(({ events: [first] }) => first?.kind === 'state' && first.to === 'SYN_SENT');
  }

  /** What listened on a port at a time of the trace’s clock. */
  listeningOn(port: number, seconds: number): Listening[] {
    this.#sorted();
    return this.#listening.filter(
      ({ local, from, until }) =>
        local.port === port && (from?.seconds ?? seconds) <= seconds && (until?.seconds ?? seconds) >= seconds,
    );
  }

  /** What listened on a port at that time, and no longer did since a time between the others. */
  closedListeners(port: number, seconds: number, fromSeconds: number, untilSeconds: number): Listening[] {
    return this.listeningOn(port, seconds).filter(
      ({ until }) => until !== undefined && until.seconds >= fromSeconds && until.seconds <= untilSeconds,
    );
  }

  /** Ends of processes, and what came before them, between two times of the trace’s clock. */
  *endsBetween(fromSeconds: number, untilSeconds: number): Generator<ExitEvent | SignalEvent | VictimEvent> {
    this.#sorted();
    for (const event of this.#ends) {
      if (event.seconds >= fromSeconds && event.seconds <= untilSeconds) yield event;
    }
  }

  #sorted(): ReadonlyMap<string, SocketLife[]> {
    if (this.#lives !== undefined) return this.#lives;
    this.#events.sort((a, b) => a.seconds - b.seconds);
    const lives = new Map<string, SocketLife[]>();
    const ends: (ExitEvent | SignalEvent | VictimEvent)[] = [];
    const listeners = new Listeners();
    for (const event of this.#events) {
      if (!('local' in event)) ends.push(event);
      else if (event.kind === 'state' && (event.to === 'LISTEN' || (event.from === 'LISTEN' && event.to === 'CLOSE')))
        listeners.note(event);
      else addToLife(lives, event);
      if (event.kind === 'state' && event.from === 'LISTEN' && event.to === 'SYN_RECV') listeners.noteUse(event);
    }
    this.#ends = ends;
    this.#listening = listeners.all();
    this.#lives = lives;
    return lives;
  }
}

/** Listening sockets as their events come. */
class Listeners {
  readonly #ended: Listening[] = [];
  readonly #open = new Map<string, { readonly local: Endpoint; readonly from: StateEvent | undefined }>();

  note(event: StateEvent): void {
    const { local } = event;
    const key = `${local.address} ${local.port}`;
    if (event.to === 'LISTEN') this.#open.set(key, { local, from: event });
    else {
      this.#ended.push({ local, from: this.#open.get(key)?.from, until: event });
      this.#open.delete(key);
    }
  }

  /** A connection came in although nothing was seen to begin to listen: it did before. */
  noteUse({ local }: StateEvent): void {
    if ([...this.#open.values()].some((open) => open.local.port === local.port && takes(open.local, local.address)))
      return;
    this.#open.set(`${local.address} ${local.port}`, { local, from: undefined });
  }

  all(): Listening[] {
    return [...this.#ended, ...[...this.#open.values()].map(({ local, from }) => ({ local, from, until: undefined }))];
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
  if (last === undefined || begins(event) || isOver(last, event)) {
    list.push({ local: event.local, remote: event.remote, events: [event] });
  } else last.events.push(event);
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

/** By a clock that counts from 1970, it is of another time. */
function isElsewhen(life: SocketLife, beganSeconds: number): boolean {
  const own = beginning(life);
  if (own < WALL_CLOCK_MIN || beganSeconds < WALL_CLOCK_MIN) return false;
  const until = life.events.at(-1)?.seconds ?? own;
  return own - beganSeconds > CLOCKS_APART_MAX + (until - own) || beganSeconds - until > CLOCKS_APART_MAX;
}

function keyOf(local: Endpoint, remote: Endpoint): string {
  return `${local.address} ${local.port} ${remote.address} ${remote.port}`;
}

/** A socket that connects before it has a port: its SYN_SENT names port 0. */
function takeUnbound(lives: Map<string, SocketLife[]>, { local, remote }: SocketEvent): SocketLife[] {
  const key = keyOf({ address: local.address, port: 0 }, remote);
  const unbound = lives.get(key)?.pop();
  return unbound === undefined ? [] : [{ ...unbound, local }];
}
