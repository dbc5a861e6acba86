/** Writes the headers of test packets: ARP (RFC 826), IPv4 (RFC 791), IPv6 (RFC 8200), TCP (RFC 9293), ICMP (RFC 792, RFC 4443). */
import type { ArpRow, IcmpRow, SegmentRow } from './rows.ts';

/** An address as its 4 or 16 bytes, and a port. */
export interface Endpoint {
  readonly address: Uint8Array;
  readonly port: number;
}

/** Fields of the IP header that tests vary. */
export interface IpFields {
  readonly ttl: number;
  readonly id: number;
  readonly label: number;
  readonly tos: number;
}

/** A buffer of this length, filled by the function. */
export function bytesOf(length: number, write: (view: DataView) => void): Uint8Array {
  const bytes = new Uint8Array(length);
  write(new DataView(bytes.buffer));
  return bytes;
}

/** `192.0.2.1:80` or `[2001:db8::1]:80`. */
export function parseEndpoint(text: string): Endpoint {
  const match = /^\[([\da-f:]+)\]:(\d+)$/i.exec(text) ?? /^([\d.]+):(\d+)$/.exec(text);
  if (!match) throw new SyntaxError(`Cannot read endpoint: "${text}" is not address:port`);
  const [, host = '', port] = match;
  return {
    address: host.includes(':') ? parseIpv6(host) : Uint8Array.from(host.split('.'), Number),
    port: Number(port),
  };
}

function parseIpv6(text: string): Uint8Array {
  const [head = '', tail] = text.split('::');
  const groups = (part: string): number[] =>
    part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16));
  const after = tail === undefined ? [] : groups(tail);
  const before = groups(head);
  const all = [...before, ...new Array<number>(8 - before.length - after.length).fill(0), ...after];
  return bytesOf(16, (v) => {
    all.forEach((group, i) => {
      v.setUint16(2 * i, group);
    });
  });
}

/** The Internet checksum (RFC 1071) over several parts, each padded to even length. */
export function sumToSixteen(...parts: readonly Uint8Array[]): number {
  let sum = 0;
  for (const part of parts) {
    for (let i = 0; i < part.length; i += 2) sum += ((part[i] ?? 0) << 8) | (part[i + 1] ?? 0);
  }
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

function pseudoHeader(protocol: number, length: number, source: Endpoint, destination: Endpoint): Uint8Array {
  return Uint8Array.from([...source.address, ...destination.address, 0, protocol, length >> 8, length & 255]);
}

/** A TCP segment with its checksum. SACK blocks are relative to `peerIsn`. */
export function tcpSegment(
  row: SegmentRow,
  seq: number,
  ack: number,
  peerIsn: number,
  source: Endpoint,
  destination: Endpoint,
): Uint8Array {
  const options = tcpOptions(row, peerIsn);
  const header = 20 + options.length;
  const segment = new Uint8Array(header + row.payload.length);
  const view = new DataView(segment.buffer);
  view.setUint16(0, source.port);
  view.setUint16(2, destination.port);
  view.setUint32(4, seq);
  view.setUint32(8, ack);
  view.setUint8(12, (header / 4) << 4);
  view.setUint8(13, row.flags);
  view.setUint16(14, row.window ?? (row.flags & 4 ? 0 : row.flags & 2 ? 64_240 : 512));
  segment.set(options, 20);
  segment.set(row.payload, header);
  const sum = sumToSixteen(pseudoHeader(6, segment.length, source, destination), segment);
  const ofCard = sumToSixteen(pseudoHeader(6, segment.length, source, destination)) ^ 0xffff;
  view.setUint16(16, row.badChecksum ? sum ^ 0x5555 : row.unfinishedChecksum ? ofCard : sum);
  return segment;
}

function tcpOptions(row: SegmentRow, peerIsn: number): Uint8Array {
  const bytes: number[] = [];
  const word = (value: number): number[] => [
    (value >>> 24) & 255,
    (value >>> 16) & 255,
    (value >>> 8) & 255,
    value & 255,
  ];
  if (row.mss !== undefined) bytes.push(2, 4, row.mss >> 8, row.mss & 255);
  if (row.sackPermitted) bytes.push(1, 1, 4, 2);
  if (row.windowScale !== undefined) bytes.push(1, 3, 3, row.windowScale);
  if (row.timestamps) bytes.push(1, 1, 8, 10, ...word(row.timestamps[0]), ...word(row.timestamps[1]));
  if (row.signed === 'md5') bytes.push(1, 1, 19, 18, ...new Array<number>(16).fill(0x5a));
  if (row.signed === 'ao') bytes.push(29, 16, 1, 1, ...new Array<number>(12).fill(0x5a));
  if (row.fastClose === true) bytes.push(30, 12, 0x70, 0, ...new Array<number>(8).fill(0x5a));
  if (row.sack.length > 0) {
    bytes.push(1, 1, 5, 2 + 8 * row.sack.length);
    for (const [start, end] of row.sack) bytes.push(...word(peerIsn + start), ...word(peerIsn + end));
  }
  return Uint8Array.from(bytes);
}

/** An IPv4 or IPv6 packet, by the addresses. */
export function ipPacket(
  protocol: number,
  payload: Uint8Array,
  source: Endpoint,
  destination: Endpoint,
  { ttl, id, label, tos }: IpFields,
): Uint8Array {
  const ipv6 = source.address.length === 16;
  const headerLength = ipv6 ? 40 : 20;
  const packet = new Uint8Array(headerLength + payload.length);
  const view = new DataView(packet.buffer);
  if (ipv6) {
    view.setUint32(0, ((6 << 28) | (tos << 20) | label) >>> 0);
    view.setUint16(4, payload.length);
    view.setUint8(6, protocol);
    view.setUint8(7, ttl);
    packet.set(source.address, 8);
    packet.set(destination.address, 24);
  } else {
    view.setUint16(0, (0x45 << 8) | tos);
    view.setUint16(2, packet.length);
    view.setUint16(4, id);
    view.setUint16(6, 0x4000);
    view.setUint8(8, ttl);
    view.setUint8(9, protocol);
    packet.set(source.address, 12);
    packet.set(destination.address, 16);
    view.setUint16(10, sumToSixteen(packet.subarray(0, 20)));
  }
  packet.set(payload, headerLength);
  return packet;
}

/** An ICMP or ICMPv6 error that quotes the packet: its IP header and eight bytes (RFC 792), or up to 512 on IPv6. */
export function icmpPacket(row: IcmpRow, quoted: Uint8Array, sender: Endpoint, destination: Endpoint): Uint8Array {
  const ipv6 = sender.address.length === 16;
  const quote = quoted.subarray(0, ipv6 ? 512 : 28);
  const message = bytesOf(8 + quote.length, (v) => {
    v.setUint8(0, row.type);
    v.setUint8(1, row.code);
    if (ipv6) v.setUint32(4, row.mtu ?? 0);
    else v.setUint16(6, row.mtu ?? 0);
  });
  message.set(quote, 8);
  const pseudo = ipv6 ? pseudoHeader(58, message.length, sender, destination) : new Uint8Array(0);
  new DataView(message.buffer).setUint16(2, sumToSixteen(pseudo, message));
  return ipPacket(ipv6 ? 58 : 1, message, sender, destination, { ttl: row.ttl ?? 64, id: 1, label: 0, tos: 0 });
}

/** An ARP message between Ethernet and IPv4 addresses. */
export function arpMessage({ operation, sender, target, mac }: ArpRow): Uint8Array {
  const message = bytesOf(28, (v) => {
    v.setUint16(0, 1);
    v.setUint32(2, 0x0800_0604);
    v.setUint16(6, operation === 'request' ? 1 : 2);
    setHardware(v, 8, mac);
  });
  message.set(parseEndpoint(`${sender}:0`).address, 14);
  message.set(parseEndpoint(`${target}:0`).address, 24);
  return message;
}

/** Writes a hardware address such as 02:00:00:00:00:01. */
export function setHardware(view: DataView, offset: number, mac: string): void {
  mac.split(':').forEach((digits, i) => {
    view.setUint8(offset + i, Number.parseInt(digits, 16));
  });
}
