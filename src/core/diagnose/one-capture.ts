/**
 * Whether two captures that were given as those of both ends are one: the same file twice, a copy, or two interfaces that see
 * the same packets at the same moment. A packet takes its time from one end to the other, and an offset of the clocks that
 * hides it one way doubles it the other way; so what both have at the same times was captured at one place.
 */
import type { Connection } from '../model/connection.ts';
import type { Side } from '../model/endpoint.ts';
import { type FullPair, isFull, type Pair } from './pair-captures.ts';

/** Packets of one direction that may agree by chance are fewer than this. */
const AGREEING_MIN = 3;

/** The end whose capture holds all that the other does, where both were made at one place; undefined elsewhere. */
export function wholeOfOneCapture(pairs: readonly Pair[]): Side | undefined {
  const whole = (['client', 'server'] as const).find((side) => pairs.every((pair) => pair[side] !== undefined));
  return whole !== undefined && areOneCapture(pairs.filter(isFull)) ? whole : undefined;
}

function areOneCapture(pairs: readonly FullPair[]): boolean {
  const senders = new Set<Side>();
  let agreeing = 0;
  for (const { client, server } of pairs) {
    if (!areSame(client, server)) return false;
    for (const { from } of client.packets) senders.add(from);
    agreeing += client.packets.length;
  }
  return senders.size === 2 || agreeing >= AGREEING_MIN;
}

function areSame(one: Connection, other: Connection): boolean {
  if (one.startNs !== other.startNs || one.packets.length !== other.packets.length) return false;
  return one.packets.every((packet, i) => {
    const twin = other.packets[i];
    return twin !== undefined && packet.timeNs === twin.timeNs && packet.seq === twin.seq && packet.from === twin.from;
  });
}
