/**
 * Two captures of the same traffic, one made at each end. Connections are paired by the client's initial sequence number,
 * which NAT leaves as it is; each is then looked at from both ends with what the other capture says of it, and the end that
 * says more decides.
 */
import type { OtherEnd, Surroundings } from '../facts/_extractor.ts';
import { closingPacket } from '../facts/_packets.ts';
import { fateOf } from '../facts/other-end.ts';
import type { Connection } from '../model/connection.ts';
import type { Confidence, Diagnosis, Severity } from '../model/diagnosis.ts';
import { otherSide, type Side } from '../model/endpoint.ts';
import type { TimeNs } from '../model/time.ts';
import { diagnoseConnection } from './diagnose-connection.ts';
import { idleEndingOf } from './idle-timers.ts';
import { Neighbourhood, neighbourOf } from './neighbourhood.ts';

/** What one end's capture held. */
export interface EndCapture {
  readonly connections: readonly Connection[];
}

/** A connection as both ends have it. */
export interface BothEndsDiagnosis {
  /** As the end has it whose capture says more. */
  readonly diagnosis: Diagnosis;
  /** What each end alone had of it. */
  readonly client?: Connection | undefined;
  readonly server?: Connection | undefined;
}

interface Pair {
  readonly client: Connection | undefined;
  readonly server: Connection | undefined;
}

/** What two captures of the same traffic say. */
export interface BothEndsResult {
  /** In the order of the client's capture, then what the server's alone holds. */
  readonly connections: readonly BothEndsDiagnosis[];
  /** How many are in both. */
  readonly paired: number;
  /** By how much the server's clock is ahead of the client's; undefined where no handshake is in both captures. */
  readonly clockOffsetNs: TimeNs | undefined;
  /** The captures were given the other way round, and were taken as they are. */
  readonly swapped: boolean;
}

/** Diagnoses every connection of two captures made at both ends, whose times count from the same second. */
export function diagnoseBothEnds(client: EndCapture, server: EndCapture): BothEndsResult {
  const pairs = pair(client.connections, server.connections);
  if (!areSwapped(pairs)) return diagnosePairs(pairs, client, server, false);
  const turned = pairs.map((both): Pair => ({ client: both.server, server: both.client }));
  return diagnosePairs(turned, server, client, true);
}

function diagnosePairs(
  pairs: readonly Pair[],
  client: EndCapture,
  server: EndCapture,
  swapped: boolean,
): BothEndsResult {
  const neighbours = { client: gather(client), server: gather(server) };
  const common = median(pairs.map(offsetOf).filter((offset) => offset !== undefined));
  const strayPorts = new Set(
    pairs.flatMap((both) => (both.client === undefined && both.server ? [both.server.server.port] : [])),
  );
  const ran = { client: whenRan(client, 'client'), server: whenRan(server, 'server') };
  const connections = pairs.map((both) => {
    const offset = offsetOf(both) ?? common;
    const atServer = both.client && otherEnd('server', both.client, both.server, ran.server, strayPorts, offset);
    const atClient = both.server && otherEnd('client', both.server, both.client, ran.client, NO_PORTS, negate(offset));
    const fromClient = both.client && atServer && look(both.client, neighbours.client, atServer);
    const fromServer = both.server && atClient && look(both.server, neighbours.server, atClient);
    return decide(both, fromClient, fromServer);
  });
  const paired = pairs.filter((both) => both.client !== undefined && both.server !== undefined).length;
  return { connections, paired, clockOffsetNs: common, swapped };
}

/**
 * Whether what is called the client's capture was made nearer to the server: from there a SYN-ACK follows its SYN sooner, and
 * what is absent at one end would prove what it does not.
 */
function areSwapped(pairs: readonly Pair[]): boolean {
  let sooner = 0;
  let later = 0;
  for (const { client, server } of pairs) {
    const near = answerNsOf(client);
    const far = answerNsOf(server);
    if (near === undefined || far === undefined) continue;
    if (near < far) sooner += 1;
    else if (near > far) later += 1;
  }
  return sooner > later;
}

function answerNsOf(connection: Connection | undefined): TimeNs | undefined {
  const { synNs, synAckNs } = connection?.handshake ?? {};
  return synNs === undefined || synAckNs === undefined ? undefined : synAckNs - synNs;
}

/** The middle one: a packet that was held up, or two connections taken for one, do not move it. */
function median(offsets: readonly TimeNs[]): TimeNs | undefined {
  return [...offsets].sort((a, b) => a - b)[offsets.length >> 1];
}

function negate(offset: TimeNs | undefined): TimeNs | undefined {
  return offset === undefined ? undefined : -offset;
}

const NO_PORTS: ReadonlySet<number> = new Set();

/** From the first packet of any connection of a host to when the last of them was watched. */
interface Span {
  readonly fromNs: TimeNs;
  readonly untilNs: TimeNs;
}

/** When a capture was running, by the hosts that it has at this end. */
function whenRan({ connections }: EndCapture, at: Side): ReadonlyMap<string, Span> {
  const spans = new Map<string, Span>();
  for (const { startNs, watchedUntilNs, [at]: host } of connections) {
    const known = spans.get(host.address);
    spans.set(host.address, {
      fromNs: Math.min(startNs, known?.fromNs ?? startNs),
      untilNs: Math.max(watchedUntilNs, known?.untilNs ?? watchedUntilNs),
    });
  }
  return spans;
}

function gather({ connections }: EndCapture): Neighbourhood {
  const neighbourhood = new Neighbourhood();
  for (const connection of connections) {
    const seen = neighbourOf(connection);
    neighbourhood.note(seen);
    neighbourhood.clients.note({ ...seen, isStray: connection.clientSide.syns === 0 });
    neighbourhood.noteStray(connection);
    neighbourhood.idleTimers.note(idleEndingOf(connection));
  }
  return neighbourhood;
}

/**
 * By the client's initial sequence number, which a translation of addresses leaves alone: the same server port first, then any.
 * Then by both endpoints, since a firewall may have rewritten the sequence numbers.
 */
function pair(clients: readonly Connection[], servers: readonly Connection[]): Pair[] {
  const found = new Map<Connection, Connection>();
  let leftClients = clients;
  let leftServers = servers;
  for (const key of [keyWithPort, keyOf, endpointsOf]) {
    const taken = pairBy(leftClients, leftServers, key);
    for (const [client, server] of taken) found.set(client, server);
    const used = new Set(taken.values());
    leftClients = leftClients.filter((client) => !taken.has(client));
    leftServers = leftServers.filter((server) => !used.has(server));
  }
  return [
    ...clients.map((client): Pair => ({ client, server: found.get(client) })),
    ...leftServers.map((server): Pair => ({ client: undefined, server })),
  ];
}

/** Each client's connection with the first of the server's that has the same key and is not taken. */
function pairBy(
  clients: readonly Connection[],
  servers: readonly Connection[],
  key: (connection: Connection) => string,
): Map<Connection, Connection> {
  const waiting = new Map<string, { readonly list: Connection[]; next: number }>();
  for (const server of servers) {
    const known = waiting.get(key(server));
    if (known === undefined) waiting.set(key(server), { list: [server], next: 0 });
    else known.list.push(server);
  }
  const taken = new Map<Connection, Connection>();
  for (const client of clients) {
    const candidates = waiting.get(key(client));
    const server = candidates?.list[candidates.next];
    if (candidates === undefined || server === undefined) continue;
    candidates.next += 1;
    taken.set(client, server);
  }
  return taken;
}

function keyWithPort(connection: Connection): string {
  return `${keyOf(connection)} ${connection.server.port}`;
}

/** The client's initial sequence number; where the handshake was not captured, both endpoints. */
function keyOf(connection: Connection): string {
  const { isn } = connection.clientSide;
  return isn === undefined ? endpointsOf(connection) : `isn ${isn}`;
}

function endpointsOf({ client, server }: Connection): string {
  return `${client.address} ${client.port} ${server.address} ${server.port}`;
}

/** By how much the server's clock is ahead: the SYN took as long as the SYN-ACK (RFC 5905 §8). */
function offsetOf({ client, server }: Pair): TimeNs | undefined {
  const here = client?.handshake;
  const there = server?.handshake;
  if (here?.synNs === undefined || there?.synNs === undefined) return undefined;
  const syn = there.synNs - here.synNs;
  if (here.synAckNs === undefined || there.synAckNs === undefined) return syn;
  return (syn + there.synAckNs - here.synAckNs) / 2;
}

/**
 * What the other capture has. Where it has nothing, that says something only if it was made at that end, ran meanwhile by a
 * clock that is known, and holds no connection that may be this one behind other numbers and addresses.
 */
function otherEnd(
  at: Side,
  here: Connection,
  there: Connection | undefined,
  ran: ReadonlyMap<string, Span>,
  strayPorts: ReadonlySet<number>,
  offsetNs: TimeNs | undefined,
): OtherEnd {
  const closedNs = (closingPacket(here)?.timeNs ?? here.lastNs) + (offsetNs ?? 0);
  const startedNs = here.startNs + (offsetNs ?? 0);
  const span = ran.get(here[at].address);
  const covers =
    offsetNs !== undefined &&
    span !== undefined &&
    span.fromNs <= startedNs &&
    span.untilNs >= closedNs &&
    !strayPorts.has(here.server.port);
  return { at, connection: there, offsetNs, covers };
}

function look(connection: Connection, neighbourhood: Neighbourhood, other: OtherEnd): View {
  const surroundings: Surroundings = {
    ttlsOf: (address) => neighbourhood.ttlsOf(address),
    labels: (address) => neighbourhood.labels(address),
    answerNsOf: (address) => neighbourhood.answerNsOf(address),
    portsTried: (client, server) => neighbourhood.portsTried(client, server),
    endedTogether: (ended, timeNs) => neighbourhood.endedTogether(ended, timeNs),
    strangersTo: (to) => neighbourhood.strangersTo(to),
    shutOut: (of) => neighbourhood.shutOut(of),
    closedTogether: (ended, closer, timeNs) => neighbourhood.closedTogether(ended, closer, timeNs),
    idleTimerOf: (ended, closer, idleNs) => neighbourhood.idleTimerOf(ended, closer, idleNs),
    otherEnd: () => other,
  };
  const closing = closingPacket(connection);
  const isDeceived = closing !== undefined && fateOf(connection, closing, other) === 'born-between';
  return { diagnosis: diagnoseConnection(connection, surroundings), isDeceived };
}

const SURENESS: Readonly<Record<Confidence, number>> = { certain: 2, likely: 1, possible: 0 };
const GRAVITY: Readonly<Record<Severity, number>> = { failure: 2, suspicious: 1, benign: 0 };

/** A connection as one end has it. */
interface View {
  readonly diagnosis: Diagnosis;
  /** What closed it here was not sent by the end whose address it bears. */
  readonly isDeceived: boolean;
}

function decide(both: Pair, fromClient: View | undefined, fromServer: View | undefined): BothEndsDiagnosis {
  const { client, server } = both;
  if (fromServer === undefined || (fromClient !== undefined && saysMore(fromClient, 'client', fromServer))) {
    const { diagnosis } = fromClient as View;
    return { diagnosis: { ...diagnosis, decidedAt: 'client' }, client, server };
  }
  return { diagnosis: { ...fromServer.diagnosis, decidedAt: 'server' }, client, server };
}

/**
 * Certain before not; then the end that was deceived, for what the other saw came of that; then what failed before what went well, for one end may not have noticed; then the surer; then the
 * end that sent the closing packet, which saw what came before it.
 */
function saysMore(oneView: View, at: Side, otherView: View): boolean {
  const { diagnosis: one } = oneView;
  const { diagnosis: other } = otherView;
  const certain = Number(one.verdict.confidence === 'certain') - Number(other.verdict.confidence === 'certain');
  const graver = GRAVITY[one.severity] - GRAVITY[other.severity];
  const surer = SURENESS[one.verdict.confidence] - SURENESS[other.verdict.confidence];
  const deceived = Number(oneView.isDeceived) - Number(otherView.isDeceived);
  const order = certain || deceived || graver || surer;
  if (order !== 0) return order > 0;
  return closingPacket(one.connection)?.from !== otherSide(at);
}
