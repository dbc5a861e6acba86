/** A capture as the lab looks at it: packet by packet, in the words of tcpdump. */
import { formatIpv4, formatIpv6 } from '../core/bytes/address.ts';
import { createPacketView } from '../core/capture/_packet-view.ts';
import { CaptureReader } from '../core/capture/_reader.ts';
import type { BaseSeconds, TimeNs } from '../core/model/time.ts';
import { IcmpQuote } from '../core/packet/icmp-quote.ts';
import { PacketDecoder } from '../core/packet/packet-decoder.ts';
import { Segment } from '../core/packet/segment.ts';

const LETTERS: readonly (readonly [number, string])[] = [
  [0x01, 'F'],
  [0x02, 'S'],
  [0x04, 'R'],
  [0x10, '.'],
];

/** A packet that a tap has seen. */
export interface SeenPacket {
  /** Wireshark's frame.number, and nanoseconds since the whole second of the capture's first packet. */
  readonly number: number;
  readonly timeNs: TimeNs;
  /** Where it comes from, and its ports. */
  readonly source: string;
  readonly sourcePort: number;
  readonly destination: string;
  readonly destinationPort: number;
  /** As tcpdump prints them, without P: `S`, `S.`, `.`, `F.`, `R`, `R.`; or `icmp TYPE/CODE`. */
  readonly flags: string;
  readonly seq: number;
  readonly ack: number;
  readonly ttl: number;
  readonly payload: string;
}

/** The TCP segments and ICMP errors of a capture, and the second its times count from. */
export function readPackets(capture: Uint8Array): { packets: SeenPacket[]; baseSeconds: BaseSeconds } {
  const base: { seconds: BaseSeconds | undefined } = { seconds: undefined };
  const reader = new CaptureReader({ base, report: () => {}, name: () => {} });
  reader.push(capture);
  reader.end();
  const decoder = new PacketDecoder();
  const view = createPacketView();
  const segment = new Segment();
  const quote = new IcmpQuote();
  const packets: SeenPacket[] = [];
  while (reader.next(view) === 'packet') {
    const decoded = decoder.decode(view, segment, quote);
    if (decoded === 'tcp') packets.push(describeSegment(segment));
    else if (decoded === 'icmp-error') packets.push(describeIcmp(quote));
  }
  return { packets, baseSeconds: base.seconds ?? 0 };
}

function addressAt(view: DataView, offset: number, version: 4 | 6): string {
  return version === 4 ? formatIpv4(view, offset) : formatIpv6(view, offset);
}

/** A segment in words. */
export function describeSegment(segment: Segment): SeenPacket {
  const { view, ipVersion, flags, payloadOffset, capturedPayload } = segment;
  const payload = Buffer.from(segment.bytes.subarray(payloadOffset, payloadOffset + capturedPayload));
  return {
    number: segment.number,
    timeNs: segment.timeNs,
    source: addressAt(view, segment.sourceOffset, ipVersion),
    sourcePort: segment.sourcePort,
    destination: addressAt(view, segment.destinationOffset, ipVersion),
    destinationPort: segment.destinationPort,
    flags: LETTERS.filter(([bit]) => flags & bit)
      .map(([, letter]) => letter)
      .join(''),
    seq: segment.seq >>> 0,
    ack: segment.ack >>> 0,
    ttl: segment.ttl,
    payload: payload.toString('latin1'),
  };
}

/** An ICMP error in words: `source` and ports are those of the packet that it quotes. */
export function describeIcmp(quote: IcmpQuote): SeenPacket {
  const { view, ipVersion } = quote;
  return {
    number: quote.number,
    timeNs: quote.timeNs,
    source: addressAt(view, quote.sourceOffset, ipVersion),
    sourcePort: quote.sourcePort,
    destination: addressAt(view, quote.destinationOffset, ipVersion),
    destinationPort: quote.destinationPort,
    flags: `icmp ${quote.type}/${quote.code}`,
    seq: quote.seq >>> 0,
    ack: 0,
    ttl: quote.ttl,
    payload: '',
  };
}
