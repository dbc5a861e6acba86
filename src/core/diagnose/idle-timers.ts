/**
 * Idle timers, measured: how long a service and its clients leave a connection unused before they close it. One silence of
 * five seconds may be chance; forty that agree within a few milliseconds, at different moments, are a timer. Bounded: the services
 * not met for longest are forgotten, and of each only the latest endings are kept.
 */
import { type HostKey, hostKeyOf, serviceKeyOf } from '../bytes/host-key.ts';
import { ALONE } from '../facts/_extractor.ts';
import { closingPacket } from '../facts/_packets.ts';
import { extractor as turnExtractor } from '../facts/turn.ts';
import type { Connection } from '../model/connection.ts';
import type { Endpoint, Side } from '../model/endpoint.ts';
import type { ClosedTogether, IdleTimer } from '../model/service.ts';
import { MILLISECOND, SECOND, type TimeNs } from '../model/time.ts';
import { BoundedMap } from './bounded-map.ts';
import { countMoments } from './moments.ts';

/** Services remembered at least, and twice as many at most. */
const SERVICES_MIN = 4096;
/** Endings remembered of each end of a service. */
const ENDINGS_MAX = 256;

/** Shorter silences are part of an exchange. */
const IDLE_MIN: TimeNs = 1 * SECOND;

/** Endings this close together are one instant. */
const INSTANT: TimeNs = 50 * MILLISECOND;
/** Two may meet by chance. */
const TOGETHER_MIN = 3;
/** Silences that differ by less may come from one timer, set off by what the client did at one moment. */
const APART_MIN: TimeNs = 1 * SECOND;
const APART_SHARE = 0.1;

/** Fewer agree by chance. */
const MOMENTS_MIN = 3;
/** Timers keep to this share of their length, or to this time, whichever is more: programs look once in a while. */
const SPREAD_SHARE = 0.01;
const SPREAD_MIN: TimeNs = 50 * MILLISECOND;
/** At least this share of the endings after a silence must agree; otherwise it is one of many lengths. */
const SHARE_MIN = 0.5;

/** What an ended connection tells of idle timers. */
export interface IdleEnding {
  readonly serverKey: HostKey;
  readonly serverPort: number;
  /** Which end closed first, by FIN or reset. */
  readonly serverClosedFirst: boolean;
  /** From the server's last payload to that; 0 where nobody closed, or what the client said last had no answer. */
  readonly quietNs: TimeNs;
  /** When that was. */
  readonly closingNs: TimeNs;
}

/** The same, read where the tracker keeps it. */
export interface EndedLook extends IdleEnding {
  /** What the closing end sent last came right before the close, after a while, and may have been a goodbye of TLS. */
  readonly mayHaveTakenLeave: boolean;
  readonly toConnection: () => Connection;
}

interface Ending {
  readonly atNs: TimeNs;
  readonly idleNs: TimeNs;
}

/**
 * The latest endings of an end of a service, in no order: when each was, and then after how long a silence. As objects they
 * would take five times the memory.
 */
interface Endings {
  list: number[];
  /** Where the next goes, over the oldest, once there are as many as are kept. */
  next: number;
}

/** Gathers the silences before closes, by server address and port and by the end that closed. */
export class IdleTimers {
  readonly #byServers = new BoundedMap<number, Endings>(SERVICES_MIN);
  readonly #byClients = new BoundedMap<number, Endings>(SERVICES_MIN);

  /** Takes in a connection that has ended; a farewell of TLS (close_notify) ends no silence. */
  noteEnded(ended: EndedLook): void {
    if (ended.mayHaveTakenLeave) this.note(idleEndingOf(ended.toConnection()));
    else this.note(ended);
  }

  /** Takes in an ended connection. */
  note(ending: IdleEnding): void {
    // Most are not, and to read the rest of them costs more.
    const { quietNs } = ending;
    if (quietNs < IDLE_MIN) return;
    const { serverKey, serverPort, serverClosedFirst, closingNs } = ending;
    const all = serverClosedFirst ? this.#byServers : this.#byClients;
    const endings = all.entry(serviceKeyOf(serverKey, serverPort), makeEndings);
    if (endings.list === NO_ENDINGS) {
      // Most services have one: a list that grows by `push` has room for seventeen at once.
      endings.list = [closingNs, quietNs];
      return;
    }
    if (endings.list.length < 2 * ENDINGS_MAX) {
      endings.list.push(closingNs, quietNs);
      return;
    }
    endings.list[endings.next] = closingNs;
    endings.list[endings.next + 1] = quietNs;
    endings.next = (endings.next + 2) % (2 * ENDINGS_MAX);
  }

  /** The timer that a silence of this length before a close by this end agrees with, if there is one. */
  timerOf({ server }: Connection, closer: Side, idleNs: TimeNs): IdleTimer | undefined {
    const list = this.#listOf(server, closer);
    // Most silences agree with no others, and to count those is quicker than to find the timer.
    const tolerance = toleranceOf(idleNs) * 2;
    let agreeing = 0;
    for (let at = 1; at < list.length; at += 2) {
      if (Math.abs((list[at] as TimeNs) - idleNs) <= tolerance) agreeing += 1;
    }
    if (agreeing < MOMENTS_MIN) return undefined;
    const timer = findTimer(toEndings(list));
    if (timer === undefined || Math.abs(idleNs - timer.idleNs) > toleranceOf(timer.idleNs)) return undefined;
    return timer;
  }

  /** What this end closed of the service at that moment, where no one timer can have done it. */
  closedTogether({ server }: Connection, closer: Side, timeNs: TimeNs): ClosedTogether | undefined {
    const list = this.#listOf(server, closer);
    const idle: TimeNs[] = [];
    for (let at = 0; at < list.length; at += 2) {
      if (Math.abs((list[at] as TimeNs) - timeNs) <= INSTANT) idle.push(list[at + 1] as TimeNs);
    }
    if (idle.length < TOGETHER_MIN) return undefined;
    const shortestNs = Math.min(...idle);
    const longestNs = Math.max(...idle);
    if (longestNs - shortestNs < Math.max(APART_MIN, longestNs * APART_SHARE)) return undefined;
    return { connections: idle.length, shortestNs, longestNs };
  }

  #listOf({ address, port }: Endpoint, closer: Side): readonly number[] {
    const all = closer === 'server' ? this.#byServers : this.#byClients;
    return all.get(serviceKeyOf(hostKeyOf(address), port))?.list ?? [];
  }
}

function toEndings(list: readonly number[]): Ending[] {
  const endings: Ending[] = [];
  for (let at = 0; at < list.length; at += 2) {
    endings.push({ atNs: list[at] as TimeNs, idleNs: list[at + 1] as TimeNs });
  }
  return endings;
}

/** The length most of these silences have. */
function findTimer(endings: readonly Ending[]): IdleTimer | undefined {
  const sorted = [...endings].sort((a, b) => a.idleNs - b.idleNs);
  let from = 0;
  let best: readonly Ending[] = [];
  for (const [to, { idleNs }] of sorted.entries()) {
    while (idleNs - (sorted[from] as Ending).idleNs > toleranceOf(idleNs)) from += 1;
    if (to + 1 - from > best.length) best = sorted.slice(from, to + 1);
  }
  const moments = momentsOf(best);
  if (moments < MOMENTS_MIN || moments < SHARE_MIN * momentsOf(sorted)) return undefined;
  const shortest = best[0] as Ending;
  const longest = best.at(-1) as Ending;
  const median = best[best.length >> 1] as Ending;
  return { idleNs: median.idleNs, spreadNs: (longest.idleNs - shortest.idleNs) / 2, connections: best.length, moments };
}

function momentsOf(endings: readonly Ending[]): number {
  return countMoments(endings.map(({ atNs }) => atNs));
}

function toleranceOf(idleNs: TimeNs): TimeNs {
  return Math.max(SPREAD_MIN, idleNs * SPREAD_SHARE);
}

function makeEndings(): Endings {
  return { list: NO_ENDINGS, next: 0 };
}

const NO_ENDINGS: number[] = [];

/** What a connection that is known as plain data tells of idle timers. */
export function idleEndingOf(connection: Connection): IdleEnding {
  const { server } = connection;
  const closing = closingPacket(connection);
  const [turn] = closing === undefined ? [] : turnExtractor.extract(connection, ALONE);
  return {
    serverKey: hostKeyOf(server.address),
    serverPort: server.port,
    serverClosedFirst: closing?.from === 'server',
    quietNs: turn?.kind === 'turn' && turn.by === 'server' ? turn.quietNs : 0,
    closingNs: closing?.timeNs ?? 0,
  };
}
