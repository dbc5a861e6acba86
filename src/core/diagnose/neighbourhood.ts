/**
 * What the connections of a capture say about each other: from how far a host's packets come, whether a client tries one
 * port after the other, whether a server ended many connections at one instant. Bounded: the hosts not met for longest are forgotten.
 */
import { type HostKey, hostKeyOf, pairKeyOf, serviceKeyOf } from '../bytes/host-key.ts';
import type { Ttls } from '../connection/ended-connection.ts';
import type { Asked, Attempts, Stranger, Surroundings } from '../facts/_extractor.ts';
import type { Connection, SideSummary } from '../model/connection.ts';
import type { Side } from '../model/endpoint.ts';
import { FIN, type KeptPacket, RST } from '../model/packet.ts';
import { labelsRefusal } from '../model/refusal-label.ts';
import type { AddressView } from '../model/resolution.ts';
import type {
  AnnouncedLimit,
  ClosedTogether,
  DeviceTimer,
  ForgottenTogether,
  IdleTimer,
  NameAlone,
  NameReset,
  ShutOut,
} from '../model/service.ts';
import { returnsServiceType } from '../model/service-type.ts';
import { MILLISECOND, type TimeNs } from '../model/time.ts';
import { AnnouncedEnds } from './announced-ends.ts';
import { AttemptsMade } from './attempts-made.ts';
import { BoundedMap } from './bounded-map.ts';
import { DeviceTimers } from './device-timers.ts';
import { ForgottenConnections } from './forgotten-together.ts';
import { IdleTimers } from './idle-timers.ts';
import { KnownHosts } from './known-hosts.ts';
import { LatestAnswers } from './latest-answers.ts';
import { LeftOut } from './left-out.ts';
import { NamedResets } from './named-resets.ts';
import { NamedServices } from './named-services.ts';
import { PortsServed } from './ports-served.ts';
import { Resolutions } from './resolutions.ts';
import { ServiceClients } from './service-clients.ts';
import { Strangers } from './strangers.ts';
import { UnservedRequests } from './unserved-requests.ts';

/** Services that reset connections: as many are remembered at least, and twice as many at most. */
const SERVICES_MIN = 16_384;
const ENDINGS_MAX = 256;

/** Endings this close together are one instant. */
const INSTANT: TimeNs = 50 * MILLISECOND;

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
  /** Its packets, where the server refused it. */
  readonly refusal: readonly KeptPacket[] | undefined;
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
  readonly #hosts = new KnownHosts();
  readonly #attempts = new AttemptsMade();
  readonly #endings = new BoundedMap<number, TimeNs[]>(SERVICES_MIN);
  readonly #strangers = new Strangers();
  readonly idleTimers: IdleTimers = new IdleTimers();
  readonly clients: ServiceClients = new ServiceClients();
  readonly names: NamedServices = new NamedServices();
  readonly namedResets: NamedResets = new NamedResets();
  readonly announced: AnnouncedEnds = new AnnouncedEnds();
  readonly resolutions: Resolutions;
  readonly deviceTimers: DeviceTimers = new DeviceTimers();
  readonly answers: LatestAnswers = new LatestAnswers();
  readonly unserved: UnservedRequests = new UnservedRequests(this.answers);
  readonly leftOut: LeftOut = new LeftOut();
  readonly #served = new PortsServed();
  readonly forgotten: ForgottenConnections = new ForgottenConnections(this.answers);
  /** Set where it is known at which end the capture was made. */
  madeAt: Surroundings['madeAt'];
  /** Set where there are other witnesses than packets. */
  testimonyOf: Surroundings['testimonyOf'];

  constructor(resolutions: Resolutions = new Resolutions()) {
    this.resolutions = resolutions;
  }

  /** Takes in a connection; what it shows counts for those looked at later. */
  note(seen: Neighbour): void {
    this.#noteTtls(seen.clientKey, seen.clientTtls);
    this.#noteTtls(seen.serverKey, seen.serverTtls);
    this.noteServer(seen);
    if (seen.isAttempt) {
      const pair = pairKeyOf(seen.clientKey, seen.serverKey);
      this.#attempts.note(pair, seen.serverPort, seen.isAnswered, seen.startNs);
    }
    if (seen.refusal !== undefined) this.#noteRefusal(seen.serverKey, seen.refusal);
    const endedNs = seen.silentResetNs;
    if (endedNs === undefined) return;
    const endings = this.#endings.entry(serviceKeyOf(seen.serverKey, seen.serverPort), makeList);
    if (endings.length < ENDINGS_MAX) endings.push(endedNs);
  }

  /** Takes in only what a connection that ended in order says of its server. */
  noteServer({ serverKey, serverTtl, serverFlowLabel, isForwarded, answerNs }: Served): void {
    if (serverTtl === 0 && answerNs === Number.POSITIVE_INFINITY) return;
    const host = this.#hosts.entry(serverKey);
    this.#hosts.noteTtl(host, serverTtl);
    if (serverFlowLabel !== 0) this.#hosts.noteLabels(host);
    if (isForwarded) this.#hosts.noteForwarded(host);
    this.#hosts.noteAnswer(host, answerNs);
  }

  /**
   * Takes in a connection that no SYN began, or whose client refused the answer to its SYN: what of it came unasked; or whose
   * client asked in vain.
   */
  noteStray(connection: Connection): void {
    this.#strangers.note(connection);
  }

  ttlsOf(address: string): readonly number[] {
    return this.#hosts.ttlsOf(hostKeyOf(address));
  }

  labels(address: string): boolean {
    return this.#hosts.labels(hostKeyOf(address));
  }

  returnsServiceType(address: string): boolean {
    return this.#hosts.returnsServiceType(hostKeyOf(address));
  }

  forwards(address: string): boolean {
    return this.#hosts.forwards(hostKeyOf(address));
  }

  answerNsOf(address: string): TimeNs | undefined {
    return this.#hosts.answerNsOf(hostKeyOf(address));
  }

  portsTried(client: string, server: string): Attempts {
    return this.#attempts.of(pairKeyOf(hostKeyOf(client), hostKeyOf(server)));
  }

  strangersTo(connection: Connection): readonly Stranger[] {
    return this.#strangers.of(connection);
  }

  askedBefore(connection: Connection): Asked | undefined {
    return this.#strangers.askedBefore(connection);
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

  nameReset(connection: Connection): NameReset | undefined {
    return this.namedResets.resetsOf(connection);
  }

  forgottenTogether(connection: Connection): ForgottenTogether | undefined {
    return this.forgotten.togetherWith(connection);
  }

  unservedBesides(connection: Connection): number {
    return this.unserved.besides(connection);
  }

  deviceTimer(connection: Connection): DeviceTimer | undefined {
    return this.deviceTimers.timerOf(connection);
  }

  announcedLimit(connection: Connection): AnnouncedLimit | undefined {
    return this.announced.limitOf(connection);
  }

  addressViews(connection: Connection, side: Side): readonly AddressView[] {
    return [this.resolutions.of(connection[side].address)];
  }

  /** Takes in that the server of a connection said something. */
  noteServed(clientKey: HostKey, serverKey: HostKey, port: number): void {
    this.#served.note(pairKeyOf(clientKey, serverKey), port);
  }

  portsServed(client: string, server: string): number {
    return this.#served.of(pairKeyOf(hostKeyOf(client), hostKeyOf(server)));
  }

  serverLeftOut(server: string): boolean {
    return this.leftOut.packetsOf(hostKeyOf(server));
  }

  acksLeftOut(server: string): boolean {
    return this.leftOut.acksOf(hostKeyOf(server));
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

  #noteRefusal(key: HostKey, packets: readonly KeptPacket[]): void {
    if (labelsRefusal(packets)) this.#hosts.noteLabels(this.#hosts.entry(key));
    if (returnsServiceType(packets)) this.#hosts.noteServiceTypeReturned(this.#hosts.entry(key));
  }

  #noteTtls(key: HostKey, { packets, resets, handshakeTtl, ttlMin, ttlMax }: Ttls): void {
    if (packets === resets) return;
    const host = this.#hosts.entry(key);
    this.#hosts.noteTtl(host, handshakeTtl);
    this.#hosts.noteTtl(host, ttlMin);
    this.#hosts.noteTtl(host, ttlMax);
  }
}

function makeList(): TimeNs[] {
  return [];
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
    refusal: serverSide.resets > 0 && serverSide.syns === 0 ? connection.packets : undefined,
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
