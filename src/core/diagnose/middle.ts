/**
 * Captures made between the ends narrow down where a packet was made or lost: between the last point that has it and the first
 * that has not. That it is not there counts only where that capture would hold it.
 */
import { isFin, isReset, seqAfter, seqDistance, summaryOf } from '../facts/_packets.ts';
import { isSamePacket, wouldHold } from '../facts/other-end.ts';
import type { Connection } from '../model/connection.ts';
import type { Evidence } from '../model/diagnosis.ts';
import type { Side } from '../model/endpoint.ts';
import type { OtherEndFact } from '../model/fact.ts';
import type { KeptPacket } from '../model/packet.ts';
import type { TimeNs } from '../model/time.ts';
import { type Clocks, compareClocks } from './clocks.ts';
import { endpointsOf, isFull, pairConnections } from './pair-captures.ts';

/** What a capture made between the ends held. */
export interface MiddleCapture {
  /** What the reader calls it. */
  readonly name: string;
  readonly connections: readonly Connection[];
}

/** Whether a capture has a packet; undefined where it cannot tell. */
type Presence = boolean | undefined;

/** A point on the packet's way. */
interface Point {
  readonly name: string;
  readonly has: Presence;
}

/** A packet whose way is of interest, as one end has it. */
export interface Traced {
  /** The connection in the capture that holds the packet, and the end that capture was made at. */
  readonly connection: Connection;
  readonly at: Side;
  readonly packet: KeptPacket;
  readonly what: 'reset' | 'FIN' | 'data' | 'SYN';
  /** Whether the capture of the other end has it. */
  readonly otherHas: Presence;
}

/** A connection is in a capture twice where a device in it translates addresses; more are others. */
const CANDIDATES_MAX = 8;

/** A capture made between the ends, ready to be asked. */
export class Middle {
  readonly name: string;
  /** How many connections of the client's capture are in it. */
  readonly paired: number;
  readonly #byKey = new Map<string, Connection[]>();
  readonly #clocks: Readonly<Record<Side, Clocks | undefined>>;

  constructor(capture: MiddleCapture, ends: Readonly<Record<Side, readonly Connection[]>>) {
    this.name = capture.name;
    for (const connection of capture.connections) {
      for (const key of keysOf(connection)) {
        const known = this.#byKey.get(key);
        if (known === undefined) this.#byKey.set(key, [connection]);
        else if (known.length < CANDIDATES_MAX) known.push(connection);
      }
    }
    const pairsWith = (end: Side) => pairConnections(ends[end], capture.connections).filter(isFull);
    const withClient = pairsWith('client');
    this.paired = withClient.length;
    this.#clocks = { client: compareClocks(withClient), server: compareClocks(pairsWith('server')) };
  }

  /** Whether it has the packet. */
  has({ connection, at, packet, what }: Traced): Presence {
    const candidates = new Set(keysOf(connection).flatMap((key) => this.#byKey.get(key) ?? []));
    const offsetNs = this.#clocks[at]?.at(packet.timeNs);
    const answers = [...candidates].map((there) => presenceIn(there, connection, packet, what, offsetNs));
    return answers.includes(true) ? true : answers.includes(false) ? false : undefined;
  }
}

function keysOf(connection: Connection): string[] {
  const { isn } = connection.clientSide;
  return isn === undefined ? [endpointsOf(connection)] : [`isn ${isn}`, endpointsOf(connection)];
}

function presenceIn(
  there: Connection,
  here: Connection,
  packet: KeptPacket,
  what: Traced['what'],
  offsetNs: TimeNs | undefined,
): Presence {
  if (what === 'SYN') return there.clientSide.syns > 0 || undefined;
  const side = summaryOf(there, packet.from);
  if (what === 'data') {
    if (side.packets > 0 && there.clientSide.isn === here.clientSide.isn) {
      if (seqDistance(side.nextSeq, seqAfter(packet)) >= 0) return true;
    }
  } else if (there.packets.some((candidate) => isSamePacket(packet, candidate))) return true;
  // Only a capture that has both directions of the very connection is missing something.
  const isWhole = there.clientSide.packets > 0 && there.serverSide.packets > 0;
  const isOne = there.clientSide.isn === here.clientSide.isn && there.serverSide.isn === here.serverSide.isn;
  return isWhole && isOne && wouldHold(there, packet, offsetNs) ? false : undefined;
}

/** What the captures in between, from the client to the server, say of the way of a packet. */
export function traceEvidence(traced: Traced, middles: readonly Middle[]): Evidence[] {
  const { at, packet, what, otherHas } = traced;
  const ends: Readonly<Record<Side, Point>> = {
    client: { name: 'the client’s capture', has: at === 'client' ? true : otherHas },
    server: { name: 'the server’s capture', has: at === 'server' ? true : otherHas },
  };
  const between = middles.map((middle): Point => ({ name: `“${middle.name}”`, has: middle.has(traced) }));
  const inOrder = [ends.client, ...between, ends.server];
  const way = packet.from === 'client' ? inOrder : inOrder.reverse();
  const known = way.filter(({ has }) => has !== undefined);
  const text = describeWay(known, { kind: what, name: nameOf(what, packet, at) }, between);
  return text === undefined ? [] : [{ weight: 'hints', text, packets: [packet.number], source: 'capture' }];
}

/** Points that know, from the sender to the receiver; nothing is said where they contradict each other. */
function describeWay(
  way: readonly Point[],
  what: { readonly kind: Traced['what']; readonly name: string },
  between: readonly Point[],
): string | undefined {
  const turn = way.findIndex((point, i) => i > 0 && point.has !== way[i - 1]?.has);
  const before = way[turn - 1];
  const after = way[turn];
  if (before === undefined || after === undefined) {
    const last = way.at(-1);
    // That a FIN came as far as everything else is not worth a word.
    return last?.has === true && between.includes(last) && what.kind !== 'FIN'
      ? `${what.name} is in ${last.name}: it came that far`
      : undefined;
  }
  if (way.slice(turn).some(({ has }) => has !== after.has)) return undefined;
  const place = (point: Point): string => (between.includes(point) ? ', or where the latter was captured' : '');
  if (before.has === true) {
    return `${what.name} is in ${before.name} and not in ${after.name}: it was lost between these two`;
  }
  return `${what.name} is not in ${before.name}, but in ${after.name}: it was made between these two${place(after)}`;
}

function nameOf(what: Traced['what'], { from }: KeptPacket, at: Side): string {
  if (what === 'SYN') return 'the client’s SYN';
  if (what === 'data') return `the ${from}’s data`;
  return what === 'reset' && from !== at ? `the reset in the ${from}’s name` : `the ${from}’s ${what}`;
}

/** The packet whose way tells most: the one that closed; else data that the other end lacks; else a SYN that nobody answered. */
export function choosePacket(
  connection: Connection,
  at: Side,
  closing: KeptPacket | undefined,
  there: Connection | undefined,
): Pick<Traced, 'packet' | 'what'> | undefined {
  if (closing !== undefined) {
    if (isReset(closing)) return { packet: closing, what: 'reset' };
    return isFin(closing) ? { packet: closing, what: 'FIN' } : undefined;
  }
  if (connection.clientSide.syns > 0 && connection.serverSide.packets === 0) {
    const [syn] = connection.packets;
    return syn === undefined ? undefined : { packet: syn, what: 'SYN' };
  }
  if (there === undefined || there.clientSide.isn !== connection.clientSide.isn) return undefined;
  const { nextSeq } = summaryOf(there, at);
  const lost = connection.packets.find(
    (packet) => packet.from === at && packet.payloadLength > 0 && seqDistance(seqAfter(packet), nextSeq) > 0,
  );
  return lost === undefined ? undefined : { packet: lost, what: 'data' };
}

/** Whether the capture of the other end has the packet; `fate` is that of one that closed. */
export function otherHas(
  { packet, what }: Pick<Traced, 'packet' | 'what'>,
  here: Connection,
  there: Connection | undefined,
  fate: OtherEndFact['fate'],
  offsetNs: TimeNs | undefined,
): Presence {
  if (what === 'SYN' || what === 'data') {
    return there === undefined ? undefined : presenceIn(there, here, packet, what, offsetNs);
  }
  return fate === undefined ? undefined : fate === 'sent' || fate === 'arrived';
}
