/** Runs the decoder over a capture file and keeps what a comparison with other programs needs. */
import { readFileSync } from 'node:fs';
import { formatAddress } from '../../src/core/bytes/address.ts';
import { createPacketView } from '../../src/core/capture/_packet-view.ts';
import { CaptureReader } from '../../src/core/capture/_reader.ts';
import type { Problem } from '../../src/core/model/problem.ts';
import { IcmpQuote } from '../../src/core/packet/icmp-quote.ts';
import { type Decoded, PacketDecoder } from '../../src/core/packet/packet-decoder.ts';
import { Segment } from '../../src/core/packet/segment.ts';
import type { TsharkQuote, TsharkSegment } from './tshark.ts';

/** A segment in the fields tshark has for it. */
export type PlainSegment = Omit<TsharkSegment, 'protocols' | 'stream' | 'completeness'>;

/** What the decoder made of a capture. */
export interface DecodedCapture {
  /** By frame number. */
  readonly segments: ReadonlyMap<number, PlainSegment>;
  readonly quotes: readonly TsharkQuote[];
  /** How many packets were what. */
  readonly counts: Readonly<Record<Decoded, number>>;
  readonly problems: readonly Problem[];
}

/** Decodes a whole file. */
export function decodeCapture(path: string): DecodedCapture {
  const problems: Problem[] = [];
  const segments = new Map<number, PlainSegment>();
  const quotes: TsharkQuote[] = [];
  const counts: Record<Decoded, number> = { tcp: 0, 'icmp-error': 0, resolution: 0, other: 0, undecodable: 0 };
  const reader = new CaptureReader({ base: { seconds: undefined }, report: (p) => problems.push(p), name: () => {} });
  reader.push(readFileSync(path));
  reader.end();
  const decoder = new PacketDecoder();
  const packet = createPacketView();
  const segment = new Segment();
  const quote = new IcmpQuote();
  while (reader.next(packet) === 'packet') {
    const decoded = decoder.decode(packet, segment, quote);
    counts[decoded] += 1;
    if (decoded === 'tcp') segments.set(packet.number, plainSegment(segment));
    else if (decoded === 'icmp-error') quotes.push(plainQuote(quote));
  }
  return { segments, quotes, counts, problems };
}

function plainSegment(segment: Segment): PlainSegment {
  const { number, view, ipVersion, sourcePort, destinationPort, flags, payloadLength } = segment;
  return {
    number,
    source: formatAddress(view, segment.sourceOffset, ipVersion),
    destination: formatAddress(view, segment.destinationOffset, ipVersion),
    sourcePort,
    destinationPort,
    flags,
    seq: segment.seq >>> 0,
    ack: segment.ack >>> 0,
    payloadLength,
  };
}

function plainQuote({ number, type, code, sourcePort, destinationPort, seq }: IcmpQuote): TsharkQuote {
  return { number, type, code, sourcePort, destinationPort, seq: seq >>> 0 };
}
