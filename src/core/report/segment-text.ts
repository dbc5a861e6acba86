/**
 * A segment and an ICMP error in a few words: flags, relative numbers, length. ICMP names after RFC 792, RFC 1812
 * §5.2.7.1 and RFC 4443; relative numbers as Wireshark counts them (0 for a SYN, else 1 for the first byte seen).
 */
import type { Connection, IcmpError, SideSummary } from '../model/connection.ts';
import { otherSide, type Side } from '../model/endpoint.ts';
import { ACK, CWR, ECE, FIN, type KeptPacket, PSH, RST, SYN, URG } from '../model/packet.ts';
import { countOf } from './phrases.ts';

/** What a side's packets are measured by. */
export interface Bearings {
  /** The raw sequence number that counts as 0; absent where the side has sent nothing that tells. */
  readonly start: number | undefined;
  /** TTL or hop limit of its packets other than resets. */
  readonly ttl: number | undefined;
}

const FLAGS: readonly (readonly [number, string])[] = [
  [SYN, 'SYN'],
  [FIN, 'FIN'],
  [RST, 'RST'],
  [PSH, 'PSH'],
  [ACK, 'ACK'],
  [URG, 'URG'],
  [ECE, 'ECE'],
  [CWR, 'CWR'],
];

/** Numbers farther from the start than this belong to another connection, or are made up: they are shown raw. */
const FAR = 0x4000_0000;

/** The bearings of both sides. */
export function bearingsOf({ clientSide, serverSide }: Connection): Readonly<Record<Side, Bearings>> {
  return {
    client: { start: startOf(clientSide, serverSide), ttl: clientSide.ttl ?? clientSide.handshakeTtl },
    server: { start: startOf(serverSide, clientSide), ttl: serverSide.ttl ?? serverSide.handshakeTtl },
  };
}

function startOf(side: SideSummary, peer: SideSummary): number | undefined {
  if (side.isn !== undefined) return side.isn;
  if (side.packets > side.resets) return side.nextSeq - side.streamBytes - (side.fins > 0 ? 1 : 0) - 1;
  return peer.lastAck === undefined ? undefined : peer.lastAck - 1;
}

/** Flags, relative numbers, length, and the TTL of a reset where it is not its side's: `PSH ACK seq 1 ack 1, 100 bytes`. */
export function describeSegment(packet: KeptPacket, bearings: Readonly<Record<Side, Bearings>>): string {
  const { flags, from, payloadLength, ttl } = packet;
  const names = FLAGS.filter(([bit]) => (flags & bit) !== 0).map(([, name]) => name);
  const own = bearings[from];
  const seq = `seq ${formatNumber(packet.seq, own.start)}`;
  const ack = (flags & ACK) === 0 ? [] : [`ack ${formatNumber(packet.ack, bearings[otherSide(from)].start)}`];
  const isOddTtl = (flags & RST) !== 0 && own.ttl !== undefined && own.ttl !== ttl;
  return [
    [...(names.length === 0 ? ['no flags'] : names), seq, ...ack].join(' '),
    ...(payloadLength === 0 ? [] : [countOf(payloadLength, 'byte')]),
    ...(isOddTtl ? [`TTL ${ttl} not ${own.ttl}`] : []),
  ].join(', ');
}

function formatNumber(raw: number, start: number | undefined): string {
  if (start === undefined) return String(raw);
  const relative = (raw - start) | 0;
  return Math.abs(relative) > FAR ? `${raw} (raw)` : String(relative);
}

const ICMP_UNREACHABLE: Readonly<Record<number, string>> = {
  0: 'network unreachable',
  1: 'host unreachable',
  2: 'protocol unreachable',
  3: 'port unreachable',
  4: 'fragmentation needed',
  5: 'source route failed',
  9: 'network prohibited',
  10: 'host prohibited',
  13: 'communication prohibited',
};

const ICMPV6_UNREACHABLE: Readonly<Record<number, string>> = {
  0: 'no route',
  1: 'communication prohibited',
  2: 'beyond scope',
  3: 'address unreachable',
  4: 'port unreachable',
  5: 'source address refused',
  6: 'route rejected',
};

/** What an ICMP error reports: `ICMP host unreachable`. */
export function describeIcmp(error: IcmpError): string {
  const protocol = error.version === 4 ? 'ICMP' : 'ICMPv6';
  const mtu = error.mtu === undefined ? '' : `, MTU ${error.mtu}`;
  return `${protocol} ${nameIcmp(error)}${mtu}`;
}

function nameIcmp({ version, type, code }: IcmpError): string {
  const other = `type ${type} code ${code}`;
  if (version === 4) {
    if (type === 3) return ICMP_UNREACHABLE[code] ?? other;
    if (type === 11) return 'time exceeded';
    return type === 12 ? 'parameter problem' : other;
  }
  if (type === 1) return ICMPV6_UNREACHABLE[code] ?? other;
  if (type === 2) return 'packet too big';
  if (type === 3) return 'time exceeded';
  return type === 4 ? 'parameter problem' : other;
}
