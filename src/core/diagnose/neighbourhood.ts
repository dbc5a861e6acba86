/**
 * What the connections of a capture say about each other: from how far a host's packets come, whether a client tries one
 * port after the other, whether a server ended many connections at one instant. Bounded: the oldest hosts are forgotten.
 */
import type { Attempts, Surroundings } from '../facts/_extractor.ts';
import type { Connection, SideSummary } from '../model/connection.ts';
import { FIN, RST } from '../model/packet.ts';
import { MILLISECOND, type TimeNs } from '../model/time.ts';

const HOSTS_MAX = 65_536;
const TTLS_MAX = 8;
const PORTS_MAX = 1024;
const ENDINGS_MAX = 256;

/** Endings this close together are one instant. */
const INSTANT: TimeNs = 50 * MILLISECOND;

/** What is known of an address that others connected to. */
interface Host {
  readonly ttls: number[];
  labels: boolean;
  answerNs: TimeNs;
}

/** What a client tried of one host. */
interface Tried {
  readonly ports: Set<number>;
  readonly open: Set<number>;
  readonly firstNs: TimeNs;
  lastNs: TimeNs;
}

/** What a connection in order says of its server. */
export interface ServerTraits {
  /** TTL or hop limit of its packets as they arrive; 0 where unknown. */
  readonly ttl: number;
  /** IPv6 flow label of its packets, or 0. */
  readonly flowLabel: number;
  /** From the SYN to its SYN-ACK; Infinity where unknown. */
  readonly answerNs: TimeNs;
}

/** Gathers what later questions about surroundings are answered from. */
export class Neighbourhood implements Surroundings {
  readonly #hosts = new Map<string, Host>();
  readonly #tried = new Map<string, Tried>();
  readonly #endings = new Map<string, TimeNs[]>();

  /** Takes in a connection; what it shows counts for those looked at later. */
  note(connection: Connection): void {
    const { client, server, clientSide, serverSide } = connection;
    this.#noteTtls(client.address, clientSide);
    this.#noteTtls(server.address, serverSide);
    this.noteServer(server.address, traitsOf(connection));
    if (clientSide.payloadBytes === 0 && serverSide.payloadBytes === 0 && clientSide.syns > 0) {
      this.#noteAttempt(connection);
    }
    const endedNs = silentReset(connection);
    if (endedNs === undefined) return;
    const endings = entryOf(this.#endings, serverKey(connection), () => []);
    if (endings.length < ENDINGS_MAX) endings.push(endedNs);
  }

  /** Takes in only what a connection that ended in order says of its server. */
  noteServer(address: string, { ttl, flowLabel, answerNs }: ServerTraits): void {
    if (ttl === 0 && answerNs === Number.POSITIVE_INFINITY) return;
    const host = entryOf(this.#hosts, address, makeHost);
    noteTtl(host, ttl);
    if (flowLabel !== 0) host.labels = true;
    if (answerNs < host.answerNs) host.answerNs = answerNs;
  }

  ttlsOf(address: string): readonly number[] {
    return this.#hosts.get(address)?.ttls ?? [];
  }

  labels(address: string): boolean {
    return this.#hosts.get(address)?.labels ?? false;
  }

  answerNsOf(address: string): TimeNs | undefined {
    const answerNs = this.#hosts.get(address)?.answerNs;
    return answerNs === Number.POSITIVE_INFINITY ? undefined : answerNs;
  }

  portsTried(client: string, server: string): Attempts {
    const tried = this.#tried.get(`${client} ${server}`);
    if (tried === undefined) return { count: 0, failed: 0, spanNs: 0 };
    const { ports, open, firstNs, lastNs } = tried;
    return { count: ports.size, failed: ports.size - open.size, spanNs: lastNs - firstNs };
  }

  endedTogether(connection: Connection, timeNs: TimeNs): number {
    if (silentReset(connection) === undefined) return 1;
    const endings = this.#endings.get(serverKey(connection)) ?? [];
    return endings.filter((endedNs) => Math.abs(endedNs - timeNs) <= INSTANT).length;
  }

  #noteTtls(address: string, side: SideSummary): void {
    if (side.packets === side.resets) return;
    const host = entryOf(this.#hosts, address, makeHost);
    for (const ttl of [side.handshakeTtl, side.ttlMin, side.ttlMax]) noteTtl(host, ttl ?? 0);
  }

  #noteAttempt({ client, server, serverSide, startNs }: Connection): void {
    const tried = entryOf(this.#tried, `${client.address} ${server.address}`, () => {
      return { ports: new Set<number>(), open: new Set<number>(), firstNs: startNs, lastNs: startNs };
    });
    if (tried.ports.size < PORTS_MAX) {
      tried.ports.add(server.port);
      if (serverSide.syns > 0) tried.open.add(server.port);
    }
    tried.lastNs = Math.max(tried.lastNs, startNs);
  }
}

function makeHost(): Host {
  return { ttls: [], labels: false, answerNs: Number.POSITIVE_INFINITY };
}

function noteTtl({ ttls }: Host, ttl: number): void {
  if (ttl > 0 && ttls.length < TTLS_MAX && !ttls.includes(ttl)) ttls.push(ttl);
}

function traitsOf({ serverSide, handshake }: Connection): ServerTraits {
  const { synNs, synAckNs } = handshake;
  const answerNs = synNs === undefined || synAckNs === undefined ? Number.POSITIVE_INFINITY : synAckNs - synNs;
  return { ttl: serverSide.ttl ?? 0, flowLabel: serverSide.flowLabel, answerNs: Math.max(0, answerNs) };
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
