/**
 * ICMP errors about a TCP segment (RFC 792; ICMPv6: RFC 4443 §3). They quote the IP header of the packet they are about
 * and at least eight bytes behind it: ports and sequence number.
 */
import type { PacketView } from '../model/packet.ts';
import type { TimeNs } from '../model/time.ts';
import { ICMP, ICMPV6, readIpv4, readIpv6, TCP } from './ip.ts';
import type { Layer, Step } from './layer.ts';

const NO_VIEW = new DataView(new ArrayBuffer(0));

const ERROR_HEADER = 8;
const QUOTED = 8;

const UNREACHABLE = 3;
const FRAGMENTATION_NEEDED = 4;
const ICMPV6_PACKET_TOO_BIG = 2;

/** An ICMP error that quotes a TCP segment; one object that moves. The view is the reader's and gone after the next packet. */
export class IcmpQuote {
  /** Wireshark's frame.number. */
  number = 0;
  timeNs: TimeNs = 0.5;
  view: DataView = NO_VIEW;
  /** 4: ICMP, 6: ICMPv6; also the version of the quoted packet. */
  ipVersion: 4 | 6 = 4;
  type = 0;
  code = 0;
  /** MTU of the next hop; 0 where the error carries none. */
  mtu = 0;
  /** Offset in `view` of the address of who sent the error. */
  fromOffset = 0;
  /** Offset in `view` of the address it was sent to. */
  toOffset = 0;
  /** TTL or hop limit of the packet that carries the error. */
  ttl = 0;
  /** The quoted packet: offsets of its addresses in `view`, and its TTL as the sender of the error saw it. */
  sourceOffset = 0;
  destinationOffset = 0;
  quotedTtl = 0;
  sourcePort = 0;
  destinationPort = 0;
  /** Raw sequence number as a signed 32-bit integer. */
  seq = 0;
}

/** Reads the ICMP message `layer` stands at: 'next' for an error about a TCP segment. Moves `layer` into the quote. */
export function readIcmp(layer: Layer, packet: PacketView, quote: IcmpQuote): Step {
  const { view, offset, ipOffset, ipVersion } = layer;
  if (!layer.has(ERROR_HEADER)) return 'undecodable';
  const type = view.getUint8(offset);
  if (ipVersion === 4 ? !isError(type) : type < 1 || type > 4) return 'other';
  const code = view.getUint8(offset + 1);
  const to = layer.destinationOffset;
  layer.offset = offset + ERROR_HEADER;
  const step = ipVersion === 4 ? readIpv4(layer) : readIpv6(layer);
  if (step !== 'next') return step;
  if (layer.protocol !== TCP || layer.fragmentOffset !== 0) return 'other';
  if (!layer.has(QUOTED)) return 'undecodable';
  quote.number = packet.number;
  quote.timeNs = packet.timeNs;
  quote.view = view;
  quote.ipVersion = ipVersion;
  quote.type = type;
  quote.code = code;
  quote.mtu = readMtu(view, offset, ipVersion, type, code);
  quote.fromOffset = ipOffset + (ipVersion === 4 ? 12 : 8);
  quote.toOffset = to;
  quote.ttl = view.getUint8(ipOffset + (ipVersion === 4 ? 8 : 7));
  quote.sourceOffset = layer.ipOffset + (ipVersion === 4 ? 12 : 8);
  quote.destinationOffset = layer.destinationOffset;
  quote.quotedTtl = view.getUint8(layer.ipOffset + (ipVersion === 4 ? 8 : 7));
  quote.sourcePort = view.getUint16(layer.offset);
  quote.destinationPort = view.getUint16(layer.offset + 2);
  quote.seq = view.getInt32(layer.offset + 4);
  return 'next';
}

/** Unreachable, source quench, time exceeded, parameter problem; redirects are no errors. */
function isError(type: number): boolean {
  return type === UNREACHABLE || type === 4 || type === 11 || type === 12;
}

/** RFC 1191 §4; RFC 4443 §3.2. */
function readMtu(view: DataView, offset: number, version: 4 | 6, type: number, code: number): number {
  if (version === 6) return type === ICMPV6_PACKET_TOO_BIG ? view.getUint32(offset + 4) : 0;
  return type === UNREACHABLE && code === FRAGMENTATION_NEEDED ? view.getUint16(offset + 6) : 0;
}

/** Whether this protocol number is ICMP of this IP version. */
export function isIcmp(protocol: number, version: 4 | 6): boolean {
  return version === 4 ? protocol === ICMP : protocol === ICMPV6;
}
