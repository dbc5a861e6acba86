/**
 * What became of the names that a client called a server by in its ClientHello: a name that alone breaks off, while others
 * go through between the same two hosts, is what somebody looks at. Bounded: the pairs not met for longest are forgotten.
 */
import { type HostKey, hostKeyOf, pairKeyOf } from '../bytes/host-key.ts';
import type { Connection } from '../model/connection.ts';
import type { NameAlone } from '../model/service.ts';
import { BoundedMap } from './bounded-map.ts';

/** Pairs of hosts remembered at least, and twice as many at most. */
const PAIRS_MIN = 4096;
/** Names remembered of each pair. */
const NAMES_MAX = 32;

/** What an ended connection shows of a name. */
export interface Named {
  readonly clientKey: HostKey;
  readonly serverKey: HostKey;
  readonly serverName: string | undefined;
  /** Turns of the ends before it was closed. */
  readonly turns: number;
  /** It was reset, or the server closed it, or the client repeated itself in vain. */
  readonly isBrokenOff: boolean;
}

interface Name {
  readonly text: string;
  answered: number;
  broken: number;
}

/** Gathers what became of names, by client and server. */
export class NamedServices {
  readonly #names = new BoundedMap<number, Name[]>(PAIRS_MIN);

  /** Takes in an ended connection. */
  note(named: Named): void {
    const { serverName } = named;
    if (serverName === undefined) return;
    // The second turn is the server's.
    const isAnswered = named.turns > 1;
    if (!isAnswered && !named.isBrokenOff) return;
    const names = this.#names.entry(pairKeyOf(named.clientKey, named.serverKey), makeList);
    const name = nameIn(names, serverName);
    if (name === undefined) return;
    if (isAnswered) name.answered += 1;
    else name.broken += 1;
  }

  /** How this connection's name alone breaks off: oftener than once, never answered, while others were. */
  nameAlone({ client, server, serverName }: Connection): NameAlone | undefined {
    if (serverName === undefined) return undefined;
    const names = this.#names.get(pairKeyOf(hostKeyOf(client.address), hostKeyOf(server.address))) ?? [];
    const own = names.find(({ text }) => text === serverName);
    if (own === undefined || own.answered > 0 || own.broken < 2) return undefined;
    const otherNames = names.filter(({ answered, broken }) => answered > 0 && broken === 0).length;
    return otherNames > 0 ? { attempts: own.broken, otherNames } : undefined;
  }
}

/** The entry of a name; undefined where too many are known already. */
function nameIn(names: Name[], text: string): Name | undefined {
  for (const name of names) if (name.text === text) return name;
  if (names.length === NAMES_MAX) return undefined;
  const name: Name = { text, answered: 0, broken: 0 };
  names.push(name);
  return name;
}

function makeList(): Name[] {
  return [];
}

/** What a connection that is known as plain data shows of a name. */
export function namedOf({ client, server, serverName, turns, clientSide, serverSide }: Connection): Named {
  const isBrokenOff = clientSide.resets + serverSide.resets + serverSide.fins > 0 || clientSide.retransmittedRun > 1;
  return { clientKey: hostKeyOf(client.address), serverKey: hostKeyOf(server.address), serverName, turns, isBrokenOff };
}
