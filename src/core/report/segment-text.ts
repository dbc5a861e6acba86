/**
 * A segment and an ICMP error in a few words: flags, relative numbers, length. ICMP names after RFC 792, RFC 1812
 * §5.2.7.1 and RFC 4443; relative numbers as Wireshark counts them (0 for a SYN, else 1 for the first byte seen).
 */
import type { Connection, IcmpError, SideSummary } from '../model/connection.ts';
import { otherSide, type Side } from '../model/endpoint.ts';
import { ACK, CWR, ECE, FIN, type KeptPacket, PSH, RST, SYN, URG } from '../model/packet.ts';

/** The raw sequence number that counts as 0, of each side; absent where a side has sent nothing that tells. */
export type RelativeNumbers = Readonly<Record<Side, number | undefined>>;

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

/** Where each side's numbers start. */
export function relativeNumbers(connection: Connection): RelativeNumbers {
  const { clientSide, serverSide } = connection;
  return { client: startOf(clientSide, serverSide), server: startOf(serverSide, clientSide) };
}

function startOf(side: SideSummary, peer: SideSummary): number | undefined {
  if (side.isn !== undefined) return side.isn;
  if (side.packets > side.resets) return side.nextSeq - side.streamBytes - (side.fins > 0 ? 1 : 0) - 1;
  return peer.lastAck === undefined ? undefined : peer.lastAck - 1;
}

/** Flags, relative numbers and length: `PSH ACK seq 1 ack 1, 100 bytes`. */
export function describeSegment(packet: KeptPacket, numbers: RelativeNumbers): string {
  const flags = FLAGS.filter(([bit]) => (packet.flags & bit) !== 0).map(([, name]) => name);
  const seq = `seq ${formatNumber(packet.seq, numbers[packet.from])}`;
  const ack = (packet.flags & ACK) === 0 ? [] : [`ack ${formatNumber(packet.ack, numbers[otherSide(packet.from)])}`];
  const length =
    packet.payloadLength === 0 ? '' : `, ${packet.payloadLength} byte${packet.payloadLength === 1 ? '' : 's'}`;
  return [...(flags.length === 0 ? ['no flags'] : flags), seq, ...ack].join(' ') + length;
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
