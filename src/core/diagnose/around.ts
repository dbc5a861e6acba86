/**
 * What the other connections of two captures say of one: what got through between the same hosts while its data was lost, what
 * else the other capture has that may be it, and a piece of it that came there from another address.
 */
import type { Meanwhile } from '../facts/_extractor.ts';
import { isReset, summaryOf } from '../facts/_packets.ts';
import type { Connection } from '../model/connection.ts';
import { otherSide, type Side } from '../model/endpoint.ts';
import type { KeptPacket } from '../model/packet.ts';
import { MILLISECOND, type TimeNs } from '../model/time.ts';
import { endpointsOf, type FullPair, isFull, type Pair } from './pair-captures.ts';

/** Connections between two hosts that are looked at for one of them. */
const AROUND_MAX = 256;

/** A handshake tells clocks no better than its round trip, and packets of one moment are captured in either order. */
const SLACK: TimeNs = 1 * MILLISECOND;

/** By how much the server's clock is ahead, at a time of the client's; undefined where no handshake is in both. */
export type Offset = TimeNs | undefined;

/** Pairs of two captures, ready to be asked. */
export class Around {
  readonly #byHosts = new Map<string, FullPair[]>();
  readonly #strays = new Map<number, Connection[]>();
  readonly #moved: ReadonlyMap<Connection, Connection>;
  readonly #elsewhere: ReadonlySet<string>;
  readonly #endpoints: ReadonlySet<string>;
  readonly #alike = new Set<string>();

  constructor(pairs: readonly Pair[]) {
    for (const pair of pairs) {
      if (isFull(pair)) {
        const list = entry(this.#byHosts, hostsOf(pair.client));
        if (list.length < AROUND_MAX) list.push(pair);
        if (isWhole(pair)) this.#alike.add(serviceOf(pair.client));
      } else if (pair.server !== undefined) {
        const list = entry(this.#strays, pair.server.server.port);
        if (list.length <= AROUND_MAX) list.push(pair.server);
      }
    }
    this.#moved = findMoved(pairs);
    this.#endpoints = new Set(pairs.flatMap(({ server }) => (server === undefined ? [] : [endpointsOf(server)])));
    const answered = pairs.filter(({ client, server }) => server === undefined && isAnswered(client));
    this.#elsewhere = new Set(answered.map(({ client }) => client?.server.address ?? ''));
  }

  /**
   * Whether both captures have another connection of this client to this port of the server, and lack nothing of it: so neither
   * a capture filter nor another way of the packets keeps such connections out of one of them.
   */
  hasAlike(connection: Connection): boolean {
    return this.#alike.has(serviceOf(connection));
  }

  /** A piece of the client's connection that the server's capture has from another address or port. */
  movedOf(client: Connection): Connection | undefined {
    return this.#moved.get(client);
  }

  /** Whether something answers in the name of this server that is not in its capture: then others may have gone there, too. */
  isAnsweredElsewhere(address: string): boolean {
    return this.#elsewhere.has(address);
  }

  /**
   * Whether a connection that the server's capture has may be this one: between the same endpoints, or, where the client's
   * capture has none that is it, with other numbers and addresses.
   */
  mayBeThere(client: Connection, offset: Offset): boolean {
    if (this.#endpoints.has(endpointsOf(client))) return true;
    const strays = this.#strays.get(client.server.port) ?? [];
    return strays.length > AROUND_MAX || strays.some((stray) => mayBe(client, stray, offset));
  }

  /** What else went from this side of a pair while its own data was lost, between two times of that side's capture. */
  meanwhile(pair: FullPair, side: Side, fromNs: TimeNs, untilNs: TimeNs, offset: TimeNs): Meanwhile {
    const others = this.#byHosts.get(hostsOf(pair.client)) ?? [];
    const found = { passed: 0, began: 0, lost: 0, largest: 0 };
    const ahead = side === 'client' ? offset : -offset;
    for (const other of others) {
      if (other === pair || endpointsOf(other.client) !== endpointsOf(other.server)) continue;
      const here = other[side];
      const there = other[otherSide(side)];
      const came = there.packets.filter(
        ({ from, timeNs }) => from === side && timeNs > fromNs + ahead && timeNs < untilNs + ahead,
      );
      const { streamBytes, lastDataNs = fromNs - 1 } = summaryOf(here, side);
      const isLost = streamBytes > summaryOf(there, side).streamBytes && lastDataNs >= fromNs;
      if (came.length === 0) found.lost += Number(isLost);
      else {
        found.passed += 1;
        if (here.startNs >= fromNs) found.began += 1;
        for (const { payloadLength } of came) found.largest = Math.max(found.largest, payloadLength);
      }
    }
    return found;
  }
}

function entry<Key, Value>(map: Map<Key, Value[]>, key: Key): Value[] {
  const known = map.get(key);
  if (known !== undefined) return known;
  const list: Value[] = [];
  map.set(key, list);
  return list;
}

function hostsOf({ client, server }: Connection): string {
  return `${client.address} ${server.address}`;
}

function serviceOf(connection: Connection): string {
  return `${hostsOf(connection)} ${connection.server.port}`;
}

function isWhole({ client, server }: FullPair): boolean {
  if (endpointsOf(client) !== endpointsOf(server)) return false;
  return [client, server].every(
    ({ clientSide, serverSide, evicted }) =>
      !evicted && clientSide.missedBytes + serverSide.missedBytes === 0 && clientSide.packets * serverSide.packets > 0,
  );
}

function isAnswered(connection: Connection | undefined): boolean {
  return connection?.handshake.synAckNs !== undefined;
}

/**
 * Not where the client was answered, and the other never was, or only began after the client had its answer: whoever gave that
 * had not asked there.
 */
function mayBe(client: Connection, stray: Connection, offset: Offset): boolean {
  const { synNs, synAckNs } = client.handshake;
  if (synNs === undefined || synAckNs === undefined || stray.openedBy !== 'syn') return true;
  if (stray.state === 'REJ' || stray.serverSide.packets === 0) return false;
  const slack = SLACK + (synAckNs - synNs);
  return offset === undefined || stray.startNs <= synAckNs + offset + slack;
}

/**
 * What began in the server's capture without a SYN, with a packet that bears both numbers of one of the client's: 64 bits are not
 * alike by chance.
 */
function findMoved(pairs: readonly Pair[]): ReadonlyMap<Connection, Connection> {
  const pieces = new Map<string, Connection>();
  for (const { client, server } of pairs) {
    const first = client === undefined && server?.openedBy === 'guess' ? server.packets[0] : undefined;
    if (server !== undefined && first?.from === 'client' && !isReset(first)) pieces.set(numbersOf(first), server);
  }
  const moved = new Map<Connection, Connection>();
  if (pieces.size === 0) return moved;
  for (const pair of pairs) {
    if (!isFull(pair)) continue;
    for (const packet of pair.client.packets) {
      const piece = packet.from === 'client' ? pieces.get(numbersOf(packet)) : undefined;
      if (piece !== undefined && isOfAnotherClient(piece, pair.server)) moved.set(pair.client, piece);
    }
  }
  return moved;
}

function numbersOf({ seq, ack, payloadLength }: KeptPacket): string {
  return `${seq} ${ack} ${payloadLength}`;
}

function isOfAnotherClient(piece: Connection, { client, server }: Connection): boolean {
  if (piece.server.address !== server.address || piece.server.port !== server.port) return false;
  return piece.client.address !== client.address || piece.client.port !== client.port;
}
