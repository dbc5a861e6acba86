/**
 * Which names a client was reset upon, as soon as it had called a service by them in its ClientHello, and which were answered:
 * where the one and the other are never the same, in turns, it is the name that decides. Another program of the client's sends
 * another ClientHello, and may be told by that: so only those count that are alike but for the name. Bounded: the pairs
 * of client and service not met for longest are forgotten, and of each only the latest connections are kept.
 */
import { type HostKey, hostKeyOf, pairKeyOf, serviceKeyOf } from '../bytes/host-key.ts';
import { closingTime } from '../facts/_packets.ts';
import type { Connection } from '../model/connection.ts';
import type { NameReset } from '../model/service.ts';
import { SECOND, type TimeNs } from '../model/time.ts';
import { BoundedMap } from './bounded-map.ts';
import { LatestList } from './latest-list.ts';

/** Pairs remembered at least, and twice as many at most. */
const PAIRS_MIN = 4096;
/** Connections remembered of each pair. */
const CALLS_MAX = 64;

/** Who reads the name resets at once; later it may be for what came after it. */
const UPON_HELLO_MAX: TimeNs = 1 * SECOND;

/** What an ended connection shows of a name. */
export interface Called {
  readonly clientKey: HostKey;
  readonly serverKey: HostKey;
  readonly serverPort: number;
  readonly serverName: string | undefined;
  /** What the ClientHello is like but for the name (protocols/_tls-hello.ts). */
  readonly helloLikeness: number | undefined;
  readonly startNs: TimeNs;
  readonly turns: number;
  readonly resets: number;
  /** From the client's first word to the reset that closed the connection before it said another; Infinity where none did. */
  readonly resetAfterNs: TimeNs;
}

interface Call {
  readonly name: string;
  readonly helloLikeness: number;
  readonly startNs: TimeNs;
  readonly isReset: boolean;
}

/** Gathers what became of connections with a name, by client and service. */
export class NamedResets {
  readonly #pairs = new BoundedMap<number, LatestList<Call>>(PAIRS_MIN);

  /** Takes in an ended connection. */
  note(called: Called): void {
    const { serverName: name, helloLikeness, startNs, turns, resets } = called;
    if (name === undefined || helloLikeness === undefined) return;
    const isReset = called.resetAfterNs <= UPON_HELLO_MAX;
    // The second turn is the server's; who is reset in it was perhaps not answered.
    if (!isReset && (turns < 2 || (turns === 2 && resets > 0))) return;
    const key = pairKeyOf(called.clientKey, serviceKeyOf(called.serverKey, called.serverPort));
    const calls = this.#pairs.entry(key, makeCalls);
    calls.note({ name, helloLikeness, startNs, isReset });
  }

  /** What became of connections with this one's name, and with others; undefined where anything else than the name decides. */
  resetsOf({ client, server, serverName, helloLikeness }: Connection): NameReset | undefined {
    if (serverName === undefined || helloLikeness === undefined) return undefined;
    const key = pairKeyOf(hostKeyOf(client.address), serviceKeyOf(hostKeyOf(server.address), server.port));
    const calls = this.#pairs.get(key)?.list ?? [];
    const answered = new Set<string>();
    const reset = new Set<string>();
    for (const { name, isReset } of calls) (isReset ? reset : answered).add(name);
    for (const name of reset) if (answered.has(name)) return undefined;
    if (!reset.has(serverName) || answered.size === 0) return undefined;
    const domain = widestDomain(serverName, answered);
    const alike = calls.filter((call) => call.helloLikeness === helloLikeness);
    const own = alike.filter(({ name, isReset }) => isReset && isIn(domain, name));
    const others = alike.filter(({ isReset }) => !isReset);
    if (own.length < 2 || others.length === 0) return undefined;
    return {
      names: new Set(own.map(({ name }) => name)).size,
      resets: own.length,
      others: others.length,
      otherNames: new Set(others.map(({ name }) => name)).size,
      turnsTaken: countTurns([...own, ...others]),
    };
  }
}

/** The name, or a domain of at least two labels that it is in, and none of the names that were answered. */
function widestDomain(name: string, answered: ReadonlySet<string>): string {
  const labels = name.split('.');
  for (let from = labels.length - 2; from > 0; from -= 1) {
    const domain = labels.slice(from).join('.');
    if (![...answered].some((other) => isIn(domain, other))) return domain;
  }
  return name;
}

function isIn(domain: string, name: string): boolean {
  return name === domain || name.endsWith(`.${domain}`);
}

/** How often answered ones come between two that were reset. */
function countTurns(calls: readonly Call[]): number {
  const inOrder = [...calls].sort((a, b) => a.startNs - b.startNs);
  const last = inOrder.findLastIndex(({ isReset }) => isReset);
  let turns = 0;
  for (let i = 1; i < last; i += 1) if (!inOrder[i]?.isReset && inOrder[i - 1]?.isReset) turns += 1;
  return turns;
}

function makeCalls(): LatestList<Call> {
  return new LatestList(CALLS_MAX);
}

/** What a connection that is known as plain data shows of a name. */
export function namedResetOf(connection: Connection): Called {
  const { client, server, serverName, helloLikeness, startNs, turn, turns, clientSide, serverSide } = connection;
  const resets = clientSide.resets + serverSide.resets;
  const isCut = turn !== undefined && turns <= 2 && resets > 0 && clientSide.fins + serverSide.fins === 0;
  const helloNs = turn === undefined || turns === 1 ? turn?.sinceNs : turn.sinceNs - turn.idleBeforeNs;
  return {
    clientKey: hostKeyOf(client.address),
    serverKey: hostKeyOf(server.address),
    serverPort: server.port,
    serverName,
    helloLikeness,
    startNs,
    turns,
    resets,
    resetAfterNs: isCut && helloNs !== undefined ? closingTime(connection) - helloNs : Number.POSITIVE_INFINITY,
  };
}
