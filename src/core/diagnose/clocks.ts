/**
 * How two clocks stand to each other, by packets that both captures have: by how much one is ahead, and whether that grows. A
 * packet takes its time from one to the other; of packets in both directions the half of the difference is left (RFC 5905 §8).
 */
import type { Connection } from '../model/connection.ts';
import type { Side } from '../model/endpoint.ts';
import type { KeptPacket } from '../model/packet.ts';
import { MILLISECOND, SECOND, type TimeNs } from '../model/time.ts';

/** How the server's clock stands to the client's. */
export interface Clocks {
  /** By how much it is ahead in the middle of what both captures hold. */
  readonly offsetNs: TimeNs;
  /** How much faster it goes, in parts per million; 0 where no more is seen than packets on their way explain. */
  readonly driftPpm: number;
  /** The offset at a time of the client's. */
  readonly at: (clientNs: TimeNs) => TimeNs;
}

/** The offset at one moment. */
interface Point {
  /** By the client's clock. */
  readonly timeNs: TimeNs;
  readonly offsetNs: TimeNs;
}

/** A connection as both captures have it. */
interface Both {
  readonly client: Connection;
  readonly server: Connection;
}

/** Slopes are taken between all pairs of so many points: evenly chosen ones where there are more. */
const POINTS_MAX = 256;

/** Within less time a drift that matters is less than what the path does. */
const DRIFT_SPAN_MIN: TimeNs = 60 * SECOND;

/** Less is no drift that anybody would see, whatever its cause. */
const DRIFT_MIN: TimeNs = 2 * MILLISECOND;

/** Points lie on a line where they stray from it by less than this part of what it rises or falls. */
const STRAY_MAX = 0.25;

/** How the clocks stand, by all connections that are in both captures; undefined where no handshake is. */
export function compareClocks(pairs: readonly Both[]): Clocks | undefined {
  const points = pairs.flatMap(pointsOf).sort((a, b) => a.timeNs - b.timeNs);
  if (points.length === 0) return undefined;
  const constant = median(pairs.map(offsetAtHandshake).filter((offset) => offset !== undefined));
  return fitDrift(thin(points)) ?? { offsetNs: constant, driftPpm: 0, at: () => constant };
}

/**
 * By how much the server's clock is ahead at a connection's handshake: the SYN took as long as the SYN-ACK, or the ACK did,
 * where the SYN was held up (the first packet to a machine waits for its hardware address).
 */
export function offsetAtHandshake({ client, server }: Both): TimeNs | undefined {
  const here = client.handshake;
  const there = server.handshake;
  if (here.synNs === undefined || there.synNs === undefined) return undefined;
  const syn = there.synNs - here.synNs;
  if (here.synAckNs === undefined || there.synAckNs === undefined) return syn;
  const ack = here.ackNs === undefined || there.ackNs === undefined ? syn : there.ackNs - here.ackNs;
  return (Math.min(syn, ack) + there.synAckNs - here.synAckNs) / 2;
}

/** At the handshake, and by the last packets of each direction that both captures have. */
function pointsOf(both: Both): Point[] {
  const offsetNs = offsetAtHandshake(both);
  if (offsetNs === undefined) return [];
  const start = { timeNs: both.client.startNs, offsetNs };
  const end = pointAtEnd(both);
  return end === undefined ? [start] : [start, end];
}

function pointAtEnd(both: Both): Point | undefined {
  const up = lastInBoth(both, 'client');
  const down = lastInBoth(both, 'server');
  if (up === undefined || down === undefined) return undefined;
  const offsetNs = (up.server.timeNs - up.client.timeNs + down.server.timeNs - down.client.timeNs) / 2;
  return { timeNs: (up.client.timeNs + down.client.timeNs) / 2, offsetNs };
}

/** The last packet of one direction that both have kept, and that neither has twice. */
function lastInBoth(both: Both, from: Side): Record<Side, KeptPacket> | undefined {
  const there = byNumbers(both.server, from);
  const here = [...byNumbers(both.client, from)].reverse();
  for (const [numbers, client] of here) {
    const server = there.get(numbers);
    if (client !== undefined && server !== undefined) return { client, server };
  }
  return undefined;
}

/** Packets by what tells one from another; a retransmission is not told from what it repeats, and left out. */
function byNumbers({ packets }: Connection, from: Side): Map<string, KeptPacket | undefined> {
  const found = new Map<string, KeptPacket | undefined>();
  for (const packet of packets) {
    if (packet.from !== from) continue;
    const numbers = `${packet.flags} ${packet.seq} ${packet.ack} ${packet.payloadLength} ${packet.window}`;
    found.set(numbers, found.has(numbers) ? undefined : packet);
  }
  return found;
}

/** So many of them at most, evenly chosen: the first and the last stay. */
function thin(points: readonly Point[]): readonly Point[] {
  if (points.length <= POINTS_MAX) return points;
  const step = (points.length - 1) / (POINTS_MAX - 1);
  return Array.from({ length: POINTS_MAX }, (_, i) => points[Math.round(i * step)] as Point);
}

/** The line through the points by the median of all slopes (Theil and Sen): a packet that was held up does not turn it. */
function fitDrift(points: readonly Point[]): Clocks | undefined {
  const first = points[0] as Point;
  const last = points.at(-1) as Point;
  const spanNs = last.timeNs - first.timeNs;
  if (spanNs < DRIFT_SPAN_MIN) return undefined;
  const slopes: number[] = [];
  for (const [i, a] of points.entries()) {
    // Points close together say nothing of a slope: what the path did to either is more.
    for (const b of points.slice(i + 1)) {
      if (b.timeNs - a.timeNs >= spanNs / 4) slopes.push((b.offsetNs - a.offsetNs) / (b.timeNs - a.timeNs));
    }
  }
  const slope = median(slopes);
  const middleNs = (first.timeNs + last.timeNs) / 2;
  const offsetNs = median(points.map((point) => point.offsetNs - slope * (point.timeNs - middleNs)));
  const at = (timeNs: TimeNs): TimeNs => offsetNs + slope * (timeNs - middleNs);
  const strayNs = median(points.map((point) => Math.abs(point.offsetNs - at(point.timeNs))));
  const driftNs = Math.abs(slope) * spanNs;
  if (driftNs < DRIFT_MIN || strayNs > driftNs * STRAY_MAX) return undefined;
  return { offsetNs, driftPpm: slope * 1e6, at };
}

/** The middle one; there is one at least. */
function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] as number;
}
