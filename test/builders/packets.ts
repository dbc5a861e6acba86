/**
 * Turns rows of test notation (rows.ts) into the bytes of a capture: pcap with nanoseconds
 * (https://www.tcpdump.org/manpages/pcap-savefile.5.txt), checksums right unless a row says otherwise. Ends keep count of
 * what they sent, so that rows need name only what matters.
 */
import {
  arpMessage,
  bytesOf,
  type Endpoint,
  icmpPacket,
  ipPacket,
  parseEndpoint,
  setHardware,
  tcpSegment,
} from './headers.ts';
import type { ArpRow, IcmpRow, Row, SegmentRow } from './rows.ts';

export { type EndpointText, mergeRows, parseRows, type Row } from './rows.ts';

/** Who talks, and how the capture is written. */
export interface CaptureOptions {
  /** Default 192.0.2.1:40000, or [2001:db8::1]:40000 with `ipv6`. */
  readonly client?: string;
  /** Default 198.51.100.2:80, or [2001:db8::2]:80 with `ipv6`. */
  readonly server?: string;
  readonly ipv6?: boolean;
  /** Default 1,000,000 and 4,000,000,000. */
  readonly clientIsn?: number;
  readonly serverIsn?: number;
  /** TTL or hop limit where a row names none. Default 64. */
  readonly clientTtl?: number;
  readonly serverTtl?: number;
  /** Bytes of each packet that the capture holds. */
  readonly snaplen?: number;
  /** LINKTYPE_: 1 Ethernet (default) or 101 raw IP. */
  readonly linkType?: 1 | 101;
  /** Whole seconds since 1970 that times count from. */
  readonly baseSeconds?: number;
}

const IPV4 = 0x0800;
const ARP = 0x0806;
const IPV6 = 0x86dd;

const FIN = 1;
const SYN = 2;
const RST = 4;
const ACK = 16;

/** What one end has sent so far. */
interface EndState {
  readonly endpoint: Endpoint;
  readonly isn: number;
  readonly ttl: number;
  readonly label: number;
  /** Relative sequence number that comes next. */
  next: number;
  ipId: number;
  /** IP packets of its segments, for ICMP errors to quote. */
  readonly sent: { readonly seq: number; readonly packet: Uint8Array }[];
}

type Ends = Readonly<Record<'C' | 'S', EndState>>;

/** One packet of a capture as it will be written. */
interface Frame {
  readonly timeNs: number;
  readonly packet: Uint8Array;
  readonly captured: number;
  readonly etherType: number;
  /** Hardware address of who sent it, where the row names one. */
  readonly mac: string | undefined;
}

/** The capture as the bytes of a pcap file. */
export function toPcap(rows: readonly Row[], options: CaptureOptions = {}): Uint8Array {
  const connections = new Map<string, Ends>();
  const frames: Frame[] = [];
  for (const row of rows) {
    if (row.kind === 'arp') {
      frames.push(frameArp(row));
      continue;
    }
    const key = row.ends ? `${row.ends.client} ${row.ends.server}` : '';
    const ends = connections.get(key) ?? makeEnds(row, options);
    connections.set(key, ends);
    frames.push(row.kind === 'icmp' ? frameIcmp(row, ends) : frameSegment(row, ends));
  }
  return writePcap(frames, options);
}

function makeEnds(row: Row, options: CaptureOptions): Ends {
  const ipv6 = options.ipv6 === true;
  const client = row.ends?.client ?? options.client ?? (ipv6 ? '[2001:db8::1]:40000' : '192.0.2.1:40000');
  const server = row.ends?.server ?? options.server ?? (ipv6 ? '[2001:db8::2]:80' : '198.51.100.2:80');
  return {
    C: {
      endpoint: parseEndpoint(client),
      isn: options.clientIsn ?? 1_000_000,
      ttl: options.clientTtl ?? 64,
      label: 0x12345,
      next: 0,
      ipId: 0x1000,
      sent: [],
    },
    S: {
      endpoint: parseEndpoint(server),
      isn: options.serverIsn ?? 4_000_000_000,
      ttl: options.serverTtl ?? 64,
      label: 0x54321,
      next: 0,
      ipId: 0x2000,
      sent: [],
    },
  };
}

function frameSegment(row: SegmentRow, ends: Ends): Frame {
  const me = ends[row.from];
  const peer = ends[row.from === 'C' ? 'S' : 'C'];
  // A capture that starts in mid-connection has no SYN: streams start at 1 all the same.
  const seq = row.seq ?? (row.flags & SYN ? 0 : Math.max(me.next, 1));
  const acked = row.ack ?? (row.flags & ACK ? Math.max(peer.next, 1) : undefined);
  const rawSeq = row.rawSeq ?? (me.isn + seq) >>> 0;
  const rawAck = row.rawAck ?? (acked === undefined ? 0 : (peer.isn + acked) >>> 0);
  const segment = tcpSegment(row, rawSeq, rawAck, peer.isn, me.endpoint, peer.endpoint);
  me.ipId += 1;
  const packet = ipPacket(6, segment, me.endpoint, peer.endpoint, {
    ttl: row.ttl ?? me.ttl,
    id: row.id ?? me.ipId,
    label: row.label ?? me.label,
    tos: row.tos ?? 0,
  });
  if (!(row.flags & RST)) {
    const end = seq + row.payload.length + (row.flags & SYN ? 1 : 0) + (row.flags & FIN ? 1 : 0);
    me.next = Math.max(me.next, end);
  }
  me.sent.push({ seq, packet });
  const cut = row.snap === undefined ? 0 : row.payload.length - Math.min(row.snap, row.payload.length);
  return { ...frameOf(row, packet), captured: packet.length - cut };
}

function frameIcmp(row: IcmpRow, ends: Ends): Frame {
  const about = ends[row.about];
  const quoted = about.sent.findLast((one) => row.seq === undefined || one.seq === row.seq);
  if (quoted === undefined) throw new RangeError(`Cannot quote a segment of ${row.about}: it has sent none such`);
  const ipv6 = about.endpoint.address.length === 16;
  const sender = parseEndpoint(
    ipv6 ? `[${row.sender.replace(/^203\.0\.113\.1$/, '2001:db8:f::1')}]:0` : `${row.sender}:0`,
  );
  const packet = icmpPacket(row, quoted.packet, sender, about.endpoint);
  return frameOf(row, packet);
}

function frameOf({ timeNs, mac }: Row, packet: Uint8Array): Frame {
  const etherType = (packet[0] ?? 0) >> 4 === 6 ? IPV6 : IPV4;
  return { timeNs, packet, captured: packet.length, etherType, mac };
}

function frameArp(row: ArpRow): Frame {
  const packet = arpMessage(row);
  return { timeNs: row.timeNs, packet, captured: packet.length, etherType: ARP, mac: row.mac };
}

function writePcap(frames: readonly Frame[], options: CaptureOptions): Uint8Array {
  const linkType = options.linkType ?? 1;
  const snaplen = options.snaplen ?? 262_144;
  const baseSeconds = options.baseSeconds ?? 1_700_000_000;
  const parts: Uint8Array[] = [bytesOf(24, (v) => writeFileHeader(v, snaplen, linkType))];
  for (const frame of frames) {
    const link = linkType === 1 ? ethernetHeader(frame) : new Uint8Array(0);
    const captured = Math.min(link.length + frame.captured, snaplen);
    const header = bytesOf(16, (v) => {
      v.setUint32(0, baseSeconds + Math.floor(frame.timeNs / 1e9), true);
      v.setUint32(4, ((frame.timeNs % 1e9) + 1e9) % 1e9, true);
      v.setUint32(8, captured, true);
      v.setUint32(12, link.length + frame.packet.length, true);
    });
    parts.push(header, concatenate([link, frame.packet]).subarray(0, captured));
  }
  return concatenate(parts);
}

function writeFileHeader(view: DataView, snaplen: number, linkType: number): void {
  view.setUint32(0, 0xa1b23c4d, true);
  view.setUint16(4, 2, true);
  view.setUint16(6, 4, true);
  view.setUint32(16, snaplen, true);
  view.setUint32(20, linkType, true);
}

function ethernetHeader({ etherType, mac = '02:00:00:00:00:02' }: Frame): Uint8Array {
  return bytesOf(14, (v) => {
    v.setUint32(0, 0x02000000);
    v.setUint16(4, 1);
    setHardware(v, 6, mac);
    v.setUint16(12, etherType);
  });
}

/** The bytes of all parts, one after the other. */
export function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
