/**
 * Two captures of the same traffic, one made at each end. Connections are paired by the client's initial sequence number,
 * which NAT leaves as it is; each is then looked at from both ends with what the other capture says of it, and the end that
 * says more decides.
 */
import type { OtherEnd, Surroundings } from '../facts/_extractor.ts';
import { closingPacket, closingTime } from '../facts/_packets.ts';
import { fateOf, lacksBytes } from '../facts/other-end.ts';
import type { Connection } from '../model/connection.ts';
import type { Confidence, Diagnosis, Evidence, Severity } from '../model/diagnosis.ts';
import { formatHostPort, otherSide, type Side } from '../model/endpoint.ts';
import type { BaseSeconds, TimeNs } from '../model/time.ts';
import { Around } from './around.ts';
import { type Clocks, compareClocks, offsetAtHandshake } from './clocks.ts';
import { diagnoseConnection } from './diagnose-connection.ts';
import { gatherNeighbourhood } from './gather-neighbourhood.ts';
import { findJoined, type Joined } from './joined.ts';
import { choosePacket, Middle, type MiddleCapture, otherHas, traceEvidence } from './middle.ts';
import type { Neighbourhood } from './neighbourhood.ts';
import { wholeOfOneCapture } from './one-capture.ts';
import { isFull, type Pair, pairConnections } from './pair-captures.ts';
import { type Resolutions, viewElsewhere } from './resolutions.ts';
import type { Witnesses } from './witnesses.ts';

/** What one end's capture held. */
export interface EndCapture {
  readonly connections: readonly Connection[];
  /** What it shows of hardware addresses: its `Diagnoser`'s. */
  readonly resolutions?: Resolutions | undefined;
}

/** A connection as both ends have it. */
export interface BothEndsDiagnosis {
  /** As the end has it whose capture says more. */
  readonly diagnosis: Diagnosis;
  /** What each end alone had of it. */
  readonly client?: Connection | undefined;
  readonly server?: Connection | undefined;
}

/** What kernels and logs say besides, and what the times of the captures count from. */
export interface Testimonies {
  readonly witnesses: Witnesses;
  readonly base: BaseSeconds;
}

/** What two captures of the same traffic say. */
export interface BothEndsResult {
  /** In the order of the client's capture, then what the server's alone holds. */
  readonly connections: readonly BothEndsDiagnosis[];
  /** How many are in both. */
  readonly paired: number;
  /** How many of the client's are in each capture made between, from the client to the server. */
  readonly middles: readonly { readonly name: string; readonly paired: number }[];
  /** How the server's clock stands to the client's; undefined where no handshake is in both captures. */
  readonly clocks: Clocks | undefined;
  /** The captures were given the other way round, and were taken as they are. */
  readonly swapped: boolean;
  /** Both were made at one place: only the one that holds more is used, and says what it says alone. */
  readonly isOne: boolean;
}

/**
 * Diagnoses every connection of two captures made at both ends, whose times count from the same second. `middles` are
 * captures made between them, in order from the client to the server.
 */
export function diagnoseBothEnds(
  client: EndCapture,
  server: EndCapture,
  middles: readonly MiddleCapture[] = [],
  testimonies?: Testimonies,
): BothEndsResult {
  const pairs = pairConnections(client.connections, server.connections);
  const whole = wholeOfOneCapture(pairs);
  if (whole !== undefined) {
    const { resolutions } = whole === 'client' ? client : server;
    return diagnoseOne(whole, pairs, resolutions, { middles, testimonies, swapped: false });
  }
  if (!areSwapped(pairs)) return diagnosePairs(pairs, { client, server }, { middles, testimonies, swapped: false });
  const turned = pairs.map((both): Pair => ({ client: both.server, server: both.client }));
  const turnedMiddles = [...middles].reverse();
  return diagnosePairs(
    turned,
    { client: server, server: client },
    { middles: turnedMiddles, testimonies, swapped: true },
  );
}

/** What both captures hold is no more than what one of them says: nothing of it came from elsewhere. */
function diagnoseOne(
  whole: Side,
  pairs: readonly Pair[],
  resolutions: Resolutions | undefined,
  given: Given,
): BothEndsResult {
  const none: EndCapture = { connections: [] };
  const connections = pairs.flatMap(({ [whole]: connection }) => connection ?? []);
  const alone = connections.map((connection): Pair => ({ client: undefined, server: undefined, [whole]: connection }));
  const ends = { client: none, server: none, [whole]: { connections, resolutions } };
  return { ...diagnosePairs(alone, ends, given), paired: pairs.filter(isFull).length, isOne: true };
}

/** What was given besides the captures of the two ends. */
interface Given {
  readonly middles: readonly MiddleCapture[];
  readonly testimonies: Testimonies | undefined;
  readonly swapped: boolean;
}

function diagnosePairs(
  pairs: readonly Pair[],
  { client, server }: Readonly<Record<Side, EndCapture>>,
  { middles: captures, testimonies, swapped }: Given,
): BothEndsResult {
  const neighbours = { client: gatherNeighbourhood(client), server: gatherNeighbourhood(server) };
  const full = pairs.filter(isFull);
  const clocks = compareClocks(full);
  const setting: Setting = {
    around: new Around(pairs),
    joined: findJoined(pairs, (connection) => clocks?.at(connection.startNs)),
    middles: captures.map((capture) => new Middle(capture, { client: client.connections, server: server.connections })),
    incomplete: { client: findIncomplete(client), server: findIncomplete(server) },
    ran: { client: whenRan(client, 'client'), server: whenRan(server, 'server') },
    resolutions: { client: client.resolutions, server: server.resolutions },
    testimonies,
  };
  const connections = pairs.map((both) => {
    const offset = offsetOf(both, clocks);
    const atServer = both.client && otherEnd('server', both.client, both, setting, offset);
    const atClient = both.server && otherEnd('client', both.server, both, setting, negate(offset));
    const fromClient = both.client && atServer && look(both.client, neighbours.client, atServer, setting);
    const fromServer = both.server && atClient && look(both.server, neighbours.server, atClient, setting);
    return decide(both, fromClient, fromServer);
  });
  const middles = setting.middles.map(({ name, paired }) => ({ name, paired }));
  return { connections, paired: full.length, middles, clocks, swapped, isOne: false };
}

/** What a capture that drops packets has holes in. */
function findIncomplete({ connections }: EndCapture): ReadonlySet<Connection> {
  return new Set(
    connections.filter((connection) => lacksBytes(connection, 'client') || lacksBytes(connection, 'server')),
  );
}

/** By how much the server's clock is ahead when the connection closes. */
function offsetOf(both: Pair, clocks: Clocks | undefined): TimeNs | undefined {
  if (clocks === undefined) return undefined;
  // A clock that drifts is elsewhere than at the handshake; one that does not is known best by the connection's own.
  const own = isFull(both) && clocks.driftPpm === 0 ? offsetAtHandshake(both) : undefined;
  if (own !== undefined) return own;
  if (both.client !== undefined) return clocks.at(closingTime(both.client));
  const closedNs = both.server === undefined ? 0 : closingTime(both.server);
  return clocks.at(closedNs - clocks.at(closedNs));
}

/** What all connections of two captures share. */
interface Setting {
  readonly around: Around;
  readonly joined: ReadonlyMap<Connection, Joined>;
  readonly middles: readonly Middle[];
  /** Connections of which a capture lacks bytes in the middle. */
  readonly incomplete: Readonly<Record<Side, ReadonlySet<Connection>>>;
  readonly ran: Readonly<Record<Side, ReadonlyMap<string, Span>>>;
  readonly resolutions: Readonly<Record<Side, Resolutions | undefined>>;
  readonly testimonies: Testimonies | undefined;
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

function negate(offset: TimeNs | undefined): TimeNs | undefined {
  return offset === undefined ? undefined : -offset;
}

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

/**
 * What the other capture has. Where it has nothing, that says something only if it was made at that end, ran meanwhile by a
 * clock that is known, and holds no connection that may be this one behind other numbers and addresses; and of what a server
 * leaves unanswered only if nothing else answers by its address. A capture filter, or another interface, may keep connections
 * out: it has to have others like this one.
 */
function otherEnd(
  at: Side,
  here: Connection,
  both: Pair,
  { around, joined, ran, incomplete }: Setting,
  offsetNs: TimeNs | undefined,
): OtherEnd {
  const connection = both[at];
  const ranUntil = (timeNs: TimeNs): boolean => {
    const span = ran[at].get(here[at].address);
    if (span === undefined || offsetNs === undefined) return false;
    return span.fromNs <= here.startNs + offsetNs && span.untilNs >= timeNs + offsetNs;
  };
  const mayBeThere = at === 'server' && around.mayBeThere(here, offsetNs);
  const { synNs, synAckNs, ackNs } = here.handshake;
  // A client that takes the answer for one to its own SYN.
  const isAnswered = synNs !== undefined && synAckNs !== undefined && ackNs !== undefined;
  const own = otherSide(at);
  return {
    at,
    connection,
    offsetNs,
    lossy: incomplete[at].size > (connection !== undefined && incomplete[at].has(connection) ? 1 : 0),
    covers:
      ranUntil(closingTime(here)) &&
      !mayBeThere &&
      (connection !== undefined || around.hasAlike(here)) &&
      !(at === 'server' && around.isAnsweredElsewhere(here.server.address)),
    // Other servers may share the address, and filters hide a port: so only where the device's own connection is there instead.
    // What answered the SYN had it by then: clocks compared by a handshake are wrong by less than its way takes.
    elsewhere: at === 'server' && joined.has(here) && isAnswered && !mayBeThere && ranUntil(synAckNs),
    moved: at === 'server' ? around.movedOf(here) : undefined,
    ...(offsetNs === undefined || !isFull(both)
      ? {}
      : {
          meanwhile: (fromNs: TimeNs, untilNs: TimeNs) =>
            around.meanwhile(both, own, fromNs, untilNs, at === 'server' ? offsetNs : -offsetNs),
        }),
  };
}

function look(
  connection: Connection,
  neighbourhood: Neighbourhood,
  other: OtherEnd,
  { middles, joined, resolutions, testimonies }: Setting,
): View {
  const surroundings: Surroundings = {
    ttlsOf: (address) => neighbourhood.ttlsOf(address),
    labels: (address) => neighbourhood.labels(address),
    returnsServiceType: (address) => neighbourhood.returnsServiceType(address),
    answerNsOf: (address) => neighbourhood.answerNsOf(address),
    portsTried: (client, server) => neighbourhood.portsTried(client, server),
    endedTogether: (ended, timeNs) => neighbourhood.endedTogether(ended, timeNs),
    strangersTo: (to) => neighbourhood.strangersTo(to),
    askedBefore: (of) => neighbourhood.askedBefore(of),
    shutOut: (of) => neighbourhood.shutOut(of),
    nameAlone: (of) => neighbourhood.nameAlone(of),
    nameReset: (of) => neighbourhood.nameReset(of),
    deviceTimer: (of) => neighbourhood.deviceTimer(of),
    portsServed: (client, server) => neighbourhood.portsServed(client, server),
    serverLeftOut: (server) => neighbourhood.serverLeftOut(server),
    acksLeftOut: (server) => neighbourhood.acksLeftOut(server),
    unservedBesides: (of) => neighbourhood.unservedBesides(of),
    forgottenTogether: (of) => neighbourhood.forgottenTogether(of),
    announcedLimit: (of) => neighbourhood.announcedLimit(of),
    closedTogether: (ended, closer, timeNs) => neighbourhood.closedTogether(ended, closer, timeNs),
    idleTimerOf: (ended, closer, idleNs) => neighbourhood.idleTimerOf(ended, closer, idleNs),
    addressViews: (of, side) => [
      ...neighbourhood.addressViews(of, side),
      ...viewElsewhere(resolutions[other.at], other, of, side),
    ],
    otherEnd: () => other,
    testimonyOf:
      testimonies &&
      ((looked, closedNs) => testimonies.witnesses.factsOf(looked, testimonies.base, closedNs, other.connection)),
  };
  const closing = closingPacket(connection);
  const fate = closing === undefined ? undefined : fateOf(connection, closing, other);
  const diagnosis = diagnoseConnection(connection, surroundings);
  const found = middles.length === 0 ? [] : findWay(connection, other, fate, middles);
  const evidence = [...diagnosis.verdict.evidence, ...joinEvidence(connection, joined.get(connection)), ...found];
  return {
    diagnosis: { ...diagnosis, verdict: { ...diagnosis.verdict, evidence } },
    isDeceived: fate === 'born-between' || wasAnsweredByAnother(connection, other),
  };
}

/** Somebody answered the client’s SYN in the name of a server that refused it. */
function wasAnsweredByAnother({ handshake }: Connection, { at, connection: there }: OtherEnd): boolean {
  if (at !== 'server' || handshake.synAckNs === undefined || there === undefined) return false;
  return there.serverSide.syns === 0 && there.serverSide.resets > 0;
}

/** That a device ends the connection, and has one of its own to the server. */
function joinEvidence(connection: Connection, joined: Joined | undefined): Evidence[] {
  if (joined === undefined) return [];
  const { client, server } = joined.connection;
  const [packet] = connection.packets;
  const alike = joined.isSameSize
    ? 'with as many bytes each way: a device seems to end the one and to begin the other'
    : 'the only one that began meanwhile: a device may end the one and begin the other';
  const from = formatHostPort(client.address, client.port);
  const to = formatHostPort(server.address, server.port);
  const text = `the server’s capture has instead a connection from ${from} to ${to}, ${alike}`;
  return [{ weight: 'hints', text, packets: packet === undefined ? [] : [packet.number], source: 'capture' }];
}

/** Between which points the packet that closed was made or lost. */
function findWay(
  connection: Connection,
  { at, connection: there, offsetNs }: OtherEnd,
  fate: ReturnType<typeof fateOf>,
  middles: readonly Middle[],
): Evidence[] {
  const own = otherSide(at);
  const chosen = choosePacket(connection, own, closingPacket(connection), there);
  if (chosen === undefined) return [];
  return traceEvidence(
    { ...chosen, connection, at: own, otherHas: otherHas(chosen, connection, there, fate, offsetNs) },
    middles,
  );
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
