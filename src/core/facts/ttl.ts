/**
 * The TTL of closing packets against their sender's others. A stack sends all packets of a connection with one TTL, and
 * routers take one off each; so a difference means another sender or another path. Some systems start resets at another
 * standard value (nmap-os-db: 242 of 5,593 fingerprints), which keeps the number of hops: that alone is a weak sign.
 */
import type { Connection } from '../model/connection.ts';
import type { TtlFact } from '../model/fact.ts';
import { type KeptPacket, ROUTES_APART_MAX, SYN } from '../model/packet.ts';
import type { Extractor, Surroundings } from './_extractor.ts';
import { startOf } from './_initial-ttl.ts';
import {
  addressOf,
  closingPacket,
  hasReset,
  isFin,
  isReset,
  refer,
  seqAfter,
  seqDistance,
  summaryOf,
} from './_packets.ts';

/** No path has more hops: such a TTL was set by hand, as BGP speakers do, and not for all packets. */
const HOPS_MAX = 25;

export const extractor: Extractor = {
  id: 'ttl',
  extract: (connection, surroundings) => {
    const closing = closingPacket(connection);
    if (closing === undefined && !hasReset(connection)) return [];
    const resets = connection.packets.filter(isReset);
    const packets = closing === undefined || isReset(closing) ? resets : [closing, ...resets];
    const facts = packets.slice(0, 4).map((packet) => compare(connection, packet, surroundings));
    return facts.filter((fact) => fact !== undefined);
  },
};

function compare(connection: Connection, packet: KeptPacket, surroundings: Surroundings): TtlFact | undefined {
  if (packet.ttl === 0) return undefined;
  const own = isReset(packet) ? ownTtls(connection, packet) : beforeAndAfter(connection, packet);
  // What is known of the host comes from this FIN, too: held against that, it would be held against itself.
  const isAlone = own.length === 0 && isReset(packet);
  const baselines = isAlone ? ttlsOfHost(surroundings, addressOf(connection, packet.from)) : own;
  const [baseline] = baselines;
  if (baseline === undefined || startOf(baseline) - baseline > HOPS_MAX) return undefined;
  const between = isBetween(packet.ttl, baselines);
  const isNear = baselines.some((other) => Math.abs(other - packet.ttl) <= ROUTES_APART_MAX);
  // Between the distances of several machines in one name: it may be that of a further one, and no measure is left.
  if (between && !isNear) return undefined;
  const relation = between ? 'same' : difference(packet, baselines);
  const latest = isReset(packet) ? summaryOf(connection, packet.from).ttl : undefined;
  const isElsewhere = latest !== undefined && Math.abs(latest - packet.ttl) > ROUTES_APART_MAX;
  return {
    kind: 'ttl',
    from: packet.from,
    ttl: packet.ttl,
    baseline,
    seenIn: isAlone ? 'host' : 'connection',
    relation,
    steady: baselines.length === 1,
    latest: relation === 'same' && isElsewhere ? latest : undefined,
    reset: isReset(packet),
    hops: startOf(baseline) - baseline,
    packets: refer(connection, packet.number),
  };
}

/** What the host's other connections came with, where all did nearly alike: a host that varies is no measure. */
function ttlsOfHost(surroundings: Surroundings, address: string): readonly number[] {
  const ttls = surroundings.ttlsOf(address);
  return Math.max(...ttls) - Math.min(...ttls) <= ROUTES_APART_MAX ? ttls : [];
}

/** TTLs the sender of a reset used in its other packets of this connection. */
function ownTtls(connection: Connection, reset: KeptPacket): readonly number[] {
  const side = summaryOf(connection, reset.from);
  const seen: number[] = [];
  for (const ttl of [side.handshakeTtl, side.ttl, side.ttlMin, side.ttlMax]) {
    if (ttl !== undefined && !seen.includes(ttl)) seen.push(ttl);
  }
  return seen;
}

/**
 * The TTL a FIN is held against: that of the handshake, where the sender comes back to it after the FIN. A device that
 * takes the handshake over (SYN proxy, load balancer) changes the TTL once and for good; two senders under one name take
 * turns, and the one knows nothing of the other's FIN. A kernel without the socket resets with its own TTL, whatever a program had set for the connection (IP_TTL). Where
 * nothing comes after the FIN, it is that of the packets right before.
 */
function beforeAndAfter(connection: Connection, fin: KeptPacket): readonly number[] {
  const before = rightBefore(connection, fin);
  if (before !== undefined && Math.abs(fin.ttl - before) > ROUTES_APART_MAX) return [before];
  const { handshakeTtl } = summaryOf(connection, fin.from);
  if (handshakeTtl === undefined) return before === undefined ? [] : [fin.ttl];
  if (Math.abs(fin.ttl - handshakeTtl) <= ROUTES_APART_MAX) return [fin.ttl];
  const comesBack = connection.packets.some(
    (packet) =>
      packet.from === fin.from &&
      packet.number > fin.number &&
      !isReset(packet) &&
      !isAware(packet, fin) &&
      Math.abs(packet.ttl - handshakeTtl) < Math.abs(packet.ttl - fin.ttl),
  );
  return comesBack ? [handshakeTtl] : [fin.ttl];
}

/** Its sender has sent that FIN: it repeats it, or numbers on behind it. */
function isAware(packet: KeptPacket, fin: KeptPacket): boolean {
  const end = seqAfter(fin);
  return isFin(packet) ? seqAfter(packet) === end : seqDistance(packet.seq, end) >= 0;
}

/**
 * What both of the latest two packets before the last one of a side came with, those of the handshake left out; where one alone
 * was kept, what it and the handshake came with.
 */
function rightBefore(connection: Connection, fin: KeptPacket): number | undefined {
  const own = connection.packets.filter(
    (packet) =>
      packet.from === fin.from && (packet.flags & SYN) === 0 && !isReset(packet) && packet.number !== fin.number,
  );
  const [one, other] = own.slice(-2);
  const last = other ?? one;
  if (one === undefined || last === undefined || last.number > fin.number) return undefined;
  const before = other === undefined ? summaryOf(connection, fin.from).handshakeTtl : other.ttl;
  return one.ttl === before ? one.ttl : undefined;
}

function isBetween(ttl: number, baselines: readonly number[]): boolean {
  return ttl >= Math.min(...baselines) && ttl <= Math.max(...baselines);
}

/** Another start value is what some systems use for resets; what a socket sends has the socket's. */
function difference(packet: KeptPacket, baselines: readonly number[]): TtlFact['relation'] {
  const { ttl } = packet;
  if (!isReset(packet)) return 'different';
  const sameHops = baselines.some((baseline) => startOf(baseline) - baseline === startOf(ttl) - ttl);
  return sameHops ? 'other-start' : 'different';
}
