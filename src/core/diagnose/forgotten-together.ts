/**
 * Connections of one client that were in use, and of which all at once nobody knew any more: each was answered before a moment,
 * and its next packet after it met a bare reset, or nothing at all. Where they are of several services, what all of them pass
 * has forgotten them; where nothing answers, that shows only beside connections that began after it and were served. Bounded: the
 * clients not met for longest are forgotten, and of each only the latest are kept.
 */
import { type HostKey, hostKeyOf, serviceKeyOf } from '../bytes/host-key.ts';
import { isInVain, PAYLOAD_SMALL } from '../causes/_stall.ts';
import { ALONE } from '../facts/_extractor.ts';
import { closingPacket } from '../facts/_packets.ts';
import { extractor as resetExtractor } from '../facts/resets.ts';
import { extractor as stallExtractor } from '../facts/stall.ts';
import type { Connection } from '../model/connection.ts';
import type { ForgottenTogether } from '../model/service.ts';
import { MILLISECOND, SECOND, type TimeNs } from '../model/time.ts';
import { BoundedMap } from './bounded-map.ts';
import type { LatestAnswers } from './latest-answers.ts';
import { LatestList } from './latest-list.ts';

/** Clients remembered at least, and twice as many at most. */
const CLIENTS_MIN = 4096;
/** Connections remembered of each client. */
const SPANS_MAX = 64;

/** Who was answered longer ago than this was not in use: a timer may have run out. */
const IN_USE_MAX: Readonly<Record<ForgottenTogether['by'], TimeNs>> = {
  reset: 500 * MILLISECOND,
  silence: 10 * SECOND,
};
/** Turns of a client that was answered before, and asked again. */
const TURNS_MIN = 3;
/** Two may meet by chance, and so may those of one service. */
const CONNECTIONS_MIN = 3;
const SERVICES_MIN = 2;

/** What an ended connection tells of it. */
export interface Forgotten {
  readonly clientKey: HostKey;
  readonly turns: number;
  /** The server closed, with a reset; or the client said something in vain, again and again. */
  readonly mayBeForgotten: boolean;
  readonly toConnection: () => Connection;
}

/** From an answer to the next packet, which met a reset or nothing. */
interface Span {
  readonly by: ForgottenTogether['by'];
  readonly serverKey: HostKey;
  readonly service: number;
  readonly answeredNs: TimeNs;
  readonly askedNs: TimeNs;
}

/** Gathers them, by client address. */
export class ForgottenConnections {
  readonly #clients = new BoundedMap<HostKey, LatestList<Span>>(CLIENTS_MIN);
  readonly #answers: LatestAnswers;

  constructor(answers: LatestAnswers) {
    this.#answers = answers;
  }

  /** Takes in an ended connection. */
  note(ended: Forgotten): void {
    // Most are none, and to make the connection costs more.
    if (ended.turns < TURNS_MIN || !ended.mayBeForgotten) return;
    const span = spanOf(ended.toConnection());
    if (span === undefined) return;
    const spans = this.#clients.entry(ended.clientKey, makeSpans);
    spans.note(span);
  }

  /** Those that were forgotten with this one; undefined where it was not, or too few were, or those of one service alone. */
  togetherWith(connection: Connection): ForgottenTogether | undefined {
    if (connection.turns < TURNS_MIN) return undefined;
    const clientKey = hostKeyOf(connection.client.address);
    const spans = this.#clients.get(clientKey)?.list ?? [];
    if (spans.length < CONNECTIONS_MIN) return undefined;
    const own = spanOf(connection);
    if (own === undefined) return undefined;
    const met = mostAtOnce(spans, own);
    const services = new Set(met.map(({ service }) => service)).size;
    if (met.length < CONNECTIONS_MIN || services < SERVICES_MIN) return undefined;
    const askedNs = Math.min(...met.map((span) => span.askedNs));
    // What is dropped because the path is broken is dropped of new connections, too.
    const isServed = met.some(({ serverKey }) => this.#answers.beganAfter(clientKey, serverKey, askedNs));
    if (own.by === 'silence' && !isServed) return undefined;
    const answeredNs = Math.max(...met.map((span) => span.answeredNs));
    return { by: own.by, connections: met.length, services, withinNs: askedNs - answeredNs };
  }
}

/** The most spans that have a moment in common, within this one. */
function mostAtOnce(spans: readonly Span[], own: Span): readonly Span[] {
  const includes = ({ answeredNs, askedNs }: Span, momentNs: TimeNs): boolean =>
    answeredNs <= momentNs && askedNs >= momentNs;
  const alike = spans.filter(({ by }) => by === own.by);
  const moments = [own, ...alike].map(({ answeredNs }) => answeredNs).filter((momentNs) => includes(own, momentNs));
  let most: readonly Span[] = [];
  for (const momentNs of moments) {
    const met = alike.filter((span) => includes(span, momentNs));
    if (met.length > most.length) most = met;
  }
  return most;
}

/** When it was answered last, and when it asked again: of an open connection that ended by that. */
function spanOf(connection: Connection): Span | undefined {
  const { server, handshake, openedBy } = connection;
  if (openedBy !== 'syn' || handshake.ackNs === undefined) return undefined;
  const met = meetsReset(connection) ?? meetsNothing(connection);
  if (met === undefined || met.askedNs - met.answeredNs > IN_USE_MAX[met.by]) return undefined;
  const serverKey = hostKeyOf(server.address);
  return { ...met, serverKey, service: serviceKeyOf(serverKey, server.port) };
}

type Met = Pick<Span, 'by' | 'answeredNs' | 'askedNs'>;

/** A bare reset of somebody without the connection. */
function meetsReset(connection: Connection): Met | undefined {
  const closing = closingPacket(connection);
  const reset = resetExtractor
    .extract(connection, ALONE)
    .find((fact) => fact.kind === 'reset' && fact.packets[0] === closing?.number);
  if (reset?.kind !== 'reset' || reset.from !== 'server' || reset.form !== 'passive') return undefined;
  const { timeNs, sinceHeardNs } = reset;
  return sinceHeardNs === undefined ? undefined : { by: 'reset', answeredNs: timeNs - sinceHeardNs, askedNs: timeNs };
}

/** Data that the client repeats in vain, and no path is too narrow for. */
function meetsNothing(connection: Connection): Met | undefined {
  const stall = stallExtractor
    .extract(connection, ALONE)
    .find((fact) => fact.kind === 'stall' && fact.side === 'client');
  if (stall?.kind !== 'stall' || !isInVain(stall) || stall.peerHeard) return undefined;
  const { sinceNs, quietBeforeNs, acknowledgedBytes, payloadLength } = stall;
  if (quietBeforeNs === undefined || acknowledgedBytes === 0 || payloadLength === 0 || payloadLength > PAYLOAD_SMALL)
    return undefined;
  return { by: 'silence', answeredNs: sinceNs - quietBeforeNs, askedNs: sinceNs };
}

function makeSpans(): LatestList<Span> {
  return new LatestList(SPANS_MAX);
}

/** What a connection that is known as plain data tells of it. */
export function forgottenOf(connection: Connection): Pick<Forgotten, 'turns' | 'mayBeForgotten' | 'toConnection'> {
  const { turns, clientSide, serverSide } = connection;
  const resetFirst = serverSide.resets > 0 && closingPacket(connection)?.from === 'server';
  return {
    turns,
    mayBeForgotten: resetFirst || clientSide.retransmittedRun > 1,
    toConnection: () => connection,
  };
}
