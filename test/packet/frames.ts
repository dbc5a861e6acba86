/** Frames for tests of the decoder: headers as hex, around one TCP segment, and the decoder run over them. */
import { formatAddress } from '../../src/core/bytes/address.ts';
import { createPacketView } from '../../src/core/capture/_packet-view.ts';
import type { PacketView } from '../../src/core/model/packet.ts';
import type { Problem } from '../../src/core/model/problem.ts';
import { IcmpQuote } from '../../src/core/packet/icmp-quote.ts';
import { type Decoded, PacketDecoder } from '../../src/core/packet/packet-decoder.ts';
import type { Resolution } from '../../src/core/packet/resolution.ts';
import { Segment } from '../../src/core/packet/segment.ts';
import { ipPacket } from '../builders/headers.ts';
import { concatenate, parseRows, toPcap } from '../builders/packets.ts';

export const ETHERNET = 1;
export const RAW_IP = 101;

/** Bytes written as hex digits; spaces and line ends are for the reader. */
export function hex(text: string): Uint8Array {
  return Uint8Array.from(text.match(/[\da-f]{2}/gi) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** One byte after the other. */
export function join(...parts: readonly (Uint8Array | string)[]): Uint8Array {
  return concatenate(parts.map((part) => (typeof part === 'string' ? hex(part) : part)));
}

/** The IP packet of the last row of test notation (test/builders/rows.ts). */
export function packetOf(rows: string, options: { readonly ipv6?: boolean } = {}): Uint8Array {
  const capture = toPcap(parseRows(rows), { linkType: 101, ...options });
  const view = new DataView(capture.buffer);
  let start = 24;
  let length = 0;
  for (let record = 24; record < capture.length; record = start + length) {
    start = record + 16;
    length = view.getUint32(record + 8, true);
  }
  return capture.slice(start, start + length);
}

/** 192.0.2.1:40000 > 198.51.100.2:80, seq 1000001, six bytes of payload. */
export const ipv4Segment: Uint8Array = packetOf('0 C P. data "tunnel"');
/** [2001:db8::1]:40000 > [2001:db8::2]:80, the same otherwise. */
export const ipv6Segment: Uint8Array = packetOf('0 C P. data "tunnel"', { ipv6: true });

/** How `decode` describes the two segments. */
export const IPV4_SEGMENT = '192.0.2.1:40000 > 198.51.100.2:80 seq 1000001 len 6 "tunnel"';
export const IPV6_SEGMENT = '2001:db8::1:40000 > 2001:db8::2:80 seq 1000001 len 6 "tunnel"';

const near = { address: hex('cb 00 71 01'), port: 0 };
const far = { address: hex('cb 00 71 02'), port: 0 };

/** An IPv4 packet between two routers, 203.0.113.1 and 203.0.113.2. */
export function outerPacket(protocol: number, payload: Uint8Array): Uint8Array {
  return ipPacket(protocol, payload, near, far, { ttl: 64, id: 7, label: 0, tos: 0 });
}

/** A UDP packet between the two routers. */
export function udpPacket(destinationPort: number, payload: Uint8Array, sourcePort = 50_000): Uint8Array {
  const header = new DataView(new ArrayBuffer(8));
  header.setUint16(0, sourcePort);
  header.setUint16(2, destinationPort);
  header.setUint16(4, 8 + payload.length);
  return outerPacket(17, concatenate([new Uint8Array(header.buffer), payload]));
}

/** Where in the packet's buffer the bytes lie, so that offsets are never right by chance. */
const START = 5;

/** A view of one packet; `fill` is what lies around it in the buffer. */
export function viewOf(
  bytes: Uint8Array,
  linkType: number,
  originalLength: number = bytes.length,
  fill = 0xff,
): PacketView {
  const buffer = new Uint8Array(START + bytes.length + 64).fill(fill);
  buffer.set(bytes, START);
  return {
    ...createPacketView(),
    number: 1,
    linkType,
    bytes: buffer,
    view: new DataView(buffer.buffer),
    start: START,
    end: START + bytes.length,
    originalLength,
  };
}

/** What a decoder makes of packets, one after the other. */
export class Bench {
  readonly segment: Segment = new Segment();
  readonly quote: IcmpQuote = new IcmpQuote();
  readonly #decoder = new PacketDecoder();

  /** What it reads ARP and neighbour discovery into. */
  get resolution(): Resolution {
    return this.#decoder.resolution;
  }

  /** What it answers to one packet. */
  run(packet: PacketView): Decoded {
    return this.#decoder.decode(packet, this.segment, this.quote);
  }

  problems(): readonly Problem[] {
    return this.#decoder.problems();
  }
}

/** The segment in one line, or what else the packet was. */
export function decode(bytes: Uint8Array, linkType: number = ETHERNET, originalLength: number = bytes.length): string {
  const bench = new Bench();
  const decoded = bench.run(viewOf(bytes, linkType, originalLength));
  return decoded === 'tcp' ? describeSegment(bench.segment) : decoded;
}

/** Addresses, ports, sequence number, payload. */
export function describeSegment(segment: Segment): string {
  const { view, ipVersion, seq, payloadLength, payloadOffset, capturedPayload } = segment;
  const source = `${formatAddress(view, segment.sourceOffset, ipVersion)}:${segment.sourcePort}`;
  const destination = `${formatAddress(view, segment.destinationOffset, ipVersion)}:${segment.destinationPort}`;
  const payload = new TextDecoder().decode(segment.bytes.subarray(payloadOffset, payloadOffset + capturedPayload));
  return `${source} > ${destination} seq ${seq >>> 0} len ${payloadLength} "${payload}"`;
}
