/**
 * What the connections of a capture say about each other: from how far a host's packets come, whether a client tries one
 * port after the other, whether a server ended many connections at one instant. Bounded: the oldest hosts are forgotten.
 */
import type { Surroundings } from '../facts/_extractor.ts';
import type { Connection, SideSummary } from '../model/connection.ts';
import { FIN, RST } from '../model/packet.ts';
import { MILLISECOND, type TimeNs } from '../model/time.ts';

const HOSTS_MAX = 65_536;
const TTLS_MAX = 8;
const PORTS_MAX = 1024;
const ENDINGS_MAX = 256;

/** Endings this close together are one instant. */
const INSTANT: TimeNs = 50 * MILLISECOND;

/** Gathers what later questions about surroundings are answered from. */
export class Neighbourhood implements Surroundings {
  readonly #ttls = new Map<string, number[]>();
  readonly #ports = new Map<string, Set<number>>();
  readonly #endings = new Map<string, TimeNs[]>();

  /** Takes in a connection; what it shows counts for those looked at later. */
  note(connection: Connection): void {
    const { client, server, clientSide, serverSide } = connection;
    this.#noteSide(client.address, clientSide);
    this.#noteSide(server.address, serverSide);
    if (clientSide.payloadBytes === 0 && serverSide.payloadBytes === 0 && clientSide.syns > 0) {
      const ports = entryOf(this.#ports, `${client.address} ${server.address}`, () => new Set<number>());
      if (ports.size < PORTS_MAX) ports.add(server.port);
    }
    const endedNs = silentReset(connection);
    if (endedNs === undefined) return;
    const endings = entryOf(this.#endings, serverKey(connection), () => []);
    if (endings.length < ENDINGS_MAX) endings.push(endedNs);
  }

  /** Takes in only that a host's packets arrive with this TTL. */
  noteTtl(address: string, ttl: number): void {
    const ttls = entryOf(this.#ttls, address, () => []);
    if (ttls.length < TTLS_MAX && !ttls.includes(ttl)) ttls.push(ttl);
  }

  ttlsOf(address: string): readonly number[] {
    return this.#ttls.get(address) ?? [];
  }

  portsTried(client: string, server: string): number {
    return this.#ports.get(`${client} ${server}`)?.size ?? 0;
  }

  endedTogether(connection: Connection, timeNs: TimeNs): number {
    if (silentReset(connection) === undefined) return 1;
    const endings = this.#endings.get(serverKey(connection)) ?? [];
    return endings.filter((endedNs) => Math.abs(endedNs - timeNs) <= INSTANT).length;
  }

  #noteSide(address: string, side: SideSummary): void {
    for (const ttl of [side.handshakeTtl, side.ttlMin, side.ttlMax]) {
      if (ttl !== undefined) this.noteTtl(address, ttl);
    }
  }
}

/** When the server reset a connection on which it had said nothing. */
function silentReset(connection: Connection): TimeNs | undefined {
  const { serverSide, packets } = connection;
  if (serverSide.resets === 0 || serverSide.payloadBytes > 0 || serverSide.syns === 0) return undefined;
  const closing = packets.find((packet) => (packet.flags & (FIN | RST)) !== 0);
  return closing?.from === 'server' && (closing.flags & RST) !== 0 ? closing.timeNs : undefined;
}

function serverKey({ server }: Connection): string {
  return `${server.address} ${server.port}`;
}

/** The entry of a bounded map; where it is full, the oldest entry goes. */
function entryOf<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  if (map.size >= HOSTS_MAX) {
    const [oldest] = map.keys();
    if (oldest !== undefined) map.delete(oldest);
  }
  const made = make();
  map.set(key, made);
  return made;
}
