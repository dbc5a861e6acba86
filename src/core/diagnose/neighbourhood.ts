/**
 * What the connections of a capture say about each other: from how far a host's packets come, whether a client tries one
 * port after the other, whether a server ended many connections at one instant. Bounded: the hosts not met for longest are forgotten.
 */
import { type HostKey, hostKeyOf, pairKeyOf, serviceKeyOf } from '../bytes/host-key.ts';
import type { Ttls } from '../connection/ended-connection.ts';
import type { Attempts, Stranger, Surroundings } from '../facts/_extractor.ts';
import type { Connection, SideSummary } from '../model/connection.ts';
import type { Side } from '../model/endpoint.ts';
import { FIN, RST } from '../model/packet.ts';
import type { AnnouncedLimit, ClosedTogether, IdleTimer, NameAlone, ShutOut } from '../model/service.ts';
import { MILLISECOND, type TimeNs } from '../model/time.ts';
import { AnnouncedEnds } from './announced-ends.ts';
import { BoundedMap } from './bounded-map.ts';
import { IdleTimers } from './idle-timers.ts';
import { NamedServices } from './named-services.ts';
import { ServiceClients } from './service-clients.ts';
import { Strangers } from './strangers.ts';

/** As many hosts are remembered at least, and twice as many at most. */
const HOSTS_MIN = 32_768;
/** The same of attempts without an answer, and of services that reset connections. */
const PAIRS_MIN = 16_384;
const TTLS_MAX = 8;
const PORTS_MAX = 1024;
const ENDINGS_MAX = 256;

/** Endings this close together are one instant. */
const INSTANT: TimeNs = 50 * MILLISECOND;

// There are many of the following, and most of their lists hold one number: a list that grows by `push` has room for
// seventeen at once, a new one for as many as it holds.

/** What is known of an address that others connected to. */
interface Host {
  ttls: readonly number[];
  labels: boolean;
  forwarded: boolean;
  answerNs: TimeNs;
}

/** What a client tried of one host. */
interface Tried {
  ports: readonly number[];
  open: readonly number[];
  firstNs: TimeNs;
  lastNs: TimeNs;
}

/** What a connection shows to those looked at later. */
export interface Neighbour extends Served {
  readonly clientKey: HostKey;
  readonly serverPort: number;
  readonly clientTtls: Ttls;
  readonly serverTtls: Ttls;
  /** The client began it, and not a byte was exchanged. */
  readonly isAttempt: boolean;
  /** The server sent a SYN-ACK. */
  readonly isAnswered: boolean;
  readonly startNs: TimeNs;
  /** When the server closed it first, by a reset, having said nothing. */
  readonly silentResetNs: TimeNs | undefined;
}

/** What a connection says of its server. */
export interface Served {
  readonly serverKey: HostKey;
  /** TTL or hop limit of the server's latest packet that is neither SYN nor reset; 0 where there was none. */
  readonly serverTtl: number;
  /** IPv6 flow label of its packets, or 0. */
  readonly serverFlowLabel: number;
  /** The machine that captured forwards its packets. */
  readonly isForwarded: boolean;
  /** From the SYN to its SYN-ACK; Infinity where unknown. */
  readonly answerNs: TimeNs;
}

/** Gathers what later questions about surroundings are answered from. */
export class Neighbourhood implements Surroundings {
  readonly #hosts = new BoundedMap<HostKey, Host>(HOSTS_MIN);
  readonly #tried = new BoundedMap<number, Tried>(PAIRS_MIN);
  readonly #endings = new BoundedMap<number, TimeNs[]>(PAIRS_MIN);
  readonly #strangers = new Strangers();
  readonly idleTimers: IdleTimers = new IdleTimers();
  readonly clients: ServiceClients = new ServiceClients();
  readonly names: NamedServices = new NamedServices();
  readonly announced: AnnouncedEnds = new AnnouncedEnds();
  /** Set where there are other witnesses than packets. */
  testimonyOf: Surroundings['testimonyOf'];

  /** Takes in a connection; what it shows counts for those looked at later. */
  note(seen: Neighbour): void {
    this.#noteTtls(seen.clientKey, seen.clientTtls);
    this.#noteTtls(seen.serverKey, seen.serverTtls);
    this.noteServer(seen);
    if (seen.isAttempt) this.#noteAttempt(seen);
    const endedNs = seen.silentResetNs;
    if (endedNs === undefined) return;
    const endings = this.#endings.entry(serviceKeyOf(seen.serverKey, seen.serverPort), makeList);
    if (endings.length < ENDINGS_MAX) endings.push(endedNs);
  }

  /** Takes in only what a connection that ended in order says of its server. */
  noteServer({ serverKey, serverTtl, serverFlowLabel, isForwarded, answerNs }: Served): void {
    if (serverTtl === 0 && answerNs === Number.POSITIVE_INFINITY) return;
    const host = this.#hosts.entry(serverKey, makeHost);
    noteTtl(host, serverTtl);
    if (serverFlowLabel !== 0) host.labels = true;
    if (isForwarded) host.forwarded = true;
    if (answerNs < host.answerNs) host.answerNs = answerNs;
  }

  /** Takes in a connection that no SYN began: what of it came unasked. */
  noteStray(connection: Connection): void {
    this.#strangers.note(connection);
  }

  ttlsOf(address: string): readonly number[] {
    return this.#hosts.get(hostKeyOf(address))?.ttls ?? [];
  }

  labels(address: string): boolean {
    return this.#hosts.get(hostKeyOf(address))?.labels ?? false;
  }

  forwards(address: string): boolean {
    return this.#hosts.get(hostKeyOf(address))?.forwarded ?? false;
  }

  answerNsOf(address: string): TimeNs | undefined {
    const answerNs = this.#hosts.get(hostKeyOf(address))?.answerNs;
    return answerNs === Number.POSITIVE_INFINITY ? undefined : answerNs;
  }

  portsTried(client: string, server: string): Attempts {
    const tried = this.#tried.get(pairKeyOf(hostKeyOf(client), hostKeyOf(server)));
    if (tried === undefined) return { count: 0, failed: 0, spanNs: 0 };
    const { ports, open, firstNs, lastNs } = tried;
    return { count: ports.length, failed: ports.length - open.length, spanNs: lastNs - firstNs };
  }

  strangersTo(connection: Connection): readonly Stranger[] {
    return this.#strangers.of(connection);
  }

  idleTimerOf(connection: Connection, closer: Side, idleNs: TimeNs): IdleTimer | undefined {
    return this.idleTimers.timerOf(connection, closer, idleNs);
  }

  closedTogether(connection: Connection, closer: Side, timeNs: TimeNs): ClosedTogether | undefined {
    return this.idleTimers.closedTogether(connection, closer, timeNs);
  }

  shutOut(connection: Connection): ShutOut | undefined {
    return this.clients.shutOut(connection);
  }

  nameAlone(connection: Connection): NameAlone | undefined {
    return this.names.nameAlone(connection);
  }

  announcedLimit(connection: Connection): AnnouncedLimit | undefined {
    return this.announced.limitOf(connection);
  }

  /** One capture alone knows no other end. */
  otherEnd(): undefined {
    return undefined;
  }

  endedTogether(connection: Connection, timeNs: TimeNs): number {
    if (silentReset(connection) === undefined) return 1;
    const { address, port } = connection.server;
    const endings = this.#endings.get(serviceKeyOf(hostKeyOf(address), port)) ?? [];
    return Math.max(1, endings.filter((endedNs) => Math.abs(endedNs - timeNs) <= INSTANT).length);
  }

  #noteTtls(key: HostKey, { packets, resets, handshakeTtl, ttlMin, ttlMax }: Ttls): void {
    if (packets === resets) return;
    const host = this.#hosts.entry(key, makeHost);
    noteTtl(host, handshakeTtl);
    noteTtl(host, ttlMin);
    noteTtl(host, ttlMax);
  }

  #noteAttempt({ clientKey, serverKey, serverPort, isAnswered, startNs }: Neighbour): void {
    const key = pairKeyOf(clientKey, serverKey);
    const tried = this.#tried.entry(key, makeTried);
    if (tried.ports.length === 0) tried.firstNs = startNs;
    if (tried.ports.length < PORTS_MAX) {
      tried.ports = withOnce(tried.ports, serverPort);
      if (isAnswered) tried.open = withOnce(tried.open, serverPort);
    }
    tried.lastNs = Math.max(tried.lastNs, startNs);
  }
}

function makeHost(): Host {
  return { ttls: NOTHING, labels: false, forwarded: false, answerNs: Number.POSITIVE_INFINITY };
}

function makeTried(): Tried {
  return { ports: NOTHING, open: NOTHING, firstNs: 0.5, lastNs: Number.NEGATIVE_INFINITY };
}

function makeList(): TimeNs[] {
  return [];
}

const NOTHING: readonly number[] = [];

function noteTtl(host: Host, ttl: number): void {
  if (ttl > 0 && host.ttls.length < TTLS_MAX) host.ttls = withOnce(host.ttls, ttl);
}

function withOnce(list: readonly number[], value: number): readonly number[] {
  return list.includes(value) ? list : [...list, value];
}

/** What a connection that is known as plain data shows to others. */
export function neighbourOf(connection: Connection): Neighbour {
  const { client, server, clientSide, serverSide, handshake, startNs } = connection;
  const { synNs, synAckNs } = handshake;
  return {
    clientKey: hostKeyOf(client.address),
    serverKey: hostKeyOf(server.address),
    serverPort: server.port,
    clientTtls: ttlsOf(clientSide),
    serverTtls: ttlsOf(serverSide),
    serverTtl: serverSide.ttl ?? 0,
    serverFlowLabel: serverSide.flowLabel,
    isForwarded: connection.isForwarded,
    // Which of several SYNs was answered is not known.
    answerNs:
      synNs === undefined || synAckNs === undefined || clientSide.syns !== 1
        ? Number.POSITIVE_INFINITY
        : Math.max(0, synAckNs - synNs),
    isAttempt: clientSide.payloadBytes === 0 && serverSide.payloadBytes === 0 && clientSide.syns > 0,
    isAnswered: serverSide.syns > 0,
    startNs,
    silentResetNs: silentReset(connection),
  };
}

function ttlsOf({ packets, resets, handshakeTtl = 0, ttlMin = 0, ttlMax = 0 }: SideSummary): Ttls {
  return { packets, resets, handshakeTtl, ttlMin, ttlMax };
}

/** When the server reset a connection on which it had said nothing. */
function silentReset(connection: Connection): TimeNs | undefined {
  const { serverSide, packets } = connection;
  if (serverSide.resets === 0 || serverSide.payloadBytes > 0 || serverSide.syns === 0) return undefined;
  const closing = packets.find((packet) => (packet.flags & (FIN | RST)) !== 0);
  return closing?.from === 'server' && (closing.flags & RST) !== 0 ? closing.timeNs : undefined;
}
