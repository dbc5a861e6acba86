/**
 * The packets of a recording as its three vantage points saw them: one row a packet, in order of time. What was seen at one
 * point and not at another was lost, or made, between the two.
 */
import { SECOND, type TimeNs } from '../core/model/time.ts';
import { readPackets, type SeenPacket } from './read-packets.ts';
import { type Recording, VANTAGES } from './recording.ts';
import type { Vantage } from './tap.ts';

/** A packet, and its frame number where it was seen. */
export interface SharedPacket {
  /** Since the first packet of the recording, by the clock of the point that saw it first. */
  readonly timeNs: TimeNs;
  /** Which way it went, as the first point saw it. */
  readonly fromClient: boolean;
  readonly packet: SeenPacket;
  readonly numbers: Readonly<Partial<Record<Vantage, number>>>;
}

interface Sighting {
  readonly vantage: Vantage;
  readonly absoluteNs: bigint;
  readonly packet: SeenPacket;
}

/** A router sees what it forwards twice, the second time with a smaller TTL, and so soon. */
const FORWARDED_WITHIN: TimeNs = 0.2 * SECOND;
/** One packet is seen everywhere within this time, whatever the path does to it. */
const CROSSING_MAX = 2_000_000_000n;

/** The rows of a recording. */
export function alignPackets({ captures, facts }: Recording): SharedPacket[] {
  const sightings = VANTAGES.flatMap((vantage) => sightingsOf(vantage, captures[vantage]));
  sightings.sort((a, b) => (a.absoluteNs < b.absoluteNs ? -1 : a.absoluteNs > b.absoluteNs ? 1 : 0));
  const [first] = sightings;
  const clientAddresses = facts.addresses.client ?? [];
  const rows: { start: bigint; numbers: Partial<Record<Vantage, number>>; packet: SeenPacket }[] = [];
  for (const { vantage, absoluteNs, packet } of sightings) {
    const row = rows.find(
      (candidate) =>
        candidate.numbers[vantage] === undefined &&
        absoluteNs - candidate.start <= CROSSING_MAX &&
        isSame(candidate.packet, packet),
    );
    if (row === undefined) rows.push({ start: absoluteNs, numbers: { [vantage]: packet.number }, packet });
    else row.numbers[vantage] = packet.number;
  }
  return rows.map(({ start, numbers, packet }) => ({
    timeNs: Number(start - (first?.absoluteNs ?? 0n)),
    fromClient: isFromClient(packet, clientAddresses),
    packet,
    numbers,
  }));
}

function sightingsOf(vantage: Vantage, capture: Uint8Array): Sighting[] {
  const { packets, baseSeconds } = readPackets(capture);
  const kept: SeenPacket[] = [];
  for (const packet of packets) {
    const isForwarded = kept.some(
      (before) =>
        isSame(before, packet) && packet.ttl < before.ttl && packet.timeNs - before.timeNs <= FORWARDED_WITHIN,
    );
    if (!isForwarded) kept.push(packet);
  }
  return kept.map((packet) => ({
    vantage,
    absoluteNs: BigInt(baseSeconds) * BigInt(SECOND) + BigInt(Math.round(packet.timeNs)),
    packet,
  }));
}

/** The same bytes, whatever a NAT made of their addresses. */
function isSame(one: SeenPacket, other: SeenPacket): boolean {
  return one.flags === other.flags && one.seq === other.seq && one.ack === other.ack && one.payload === other.payload;
}

function isFromClient(
  { source, sourcePort, destinationPort }: SeenPacket,
  clientAddresses: readonly string[],
): boolean {
  return clientAddresses.includes(source) || (sourcePort >= 50_000 && destinationPort < 50_000);
}
