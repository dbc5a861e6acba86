/** Whatever the bytes are: decoding never throws, never reads beyond the packet, and counts what it cannot decode. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { linkTypes } from '../../src/core/link/index.ts';
import { IcmpQuote } from '../../src/core/packet/icmp-quote.ts';
import { Segment } from '../../src/core/packet/segment.ts';
import { verifyTcpChecksum } from '../../src/core/packet/tcp-checksum.ts';
import { hasTimestampOption, readTcpOptions, TcpOptions } from '../../src/core/packet/tcp-options.ts';
import {
  Bench,
  ETHERNET,
  hex,
  ipv4Segment,
  ipv6Segment,
  join,
  outerPacket,
  packetOf,
  udpPacket,
  viewOf,
} from './frames.ts';

const ETHERNET_IPV4 = hex('02 00 00 00 00 02 02 00 00 00 00 01 08 00');
const numRuns = process.env.CI ? 500 : 2000;

/** Frames to damage: each link and tunnel the decoder knows is a byte or two away. */
const seeds: readonly Uint8Array[] = [
  join(ETHERNET_IPV4, ipv4Segment),
  join(ETHERNET_IPV4.slice(0, 12), '86 dd', ipv6Segment),
  join(ETHERNET_IPV4.slice(0, 12), '81 00 00 05 88 64 11 00 00 01 00 30 00 21', ipv4Segment),
  join(ETHERNET_IPV4.slice(0, 12), '88 47 00 01 01 40', ipv4Segment),
  join(ETHERNET_IPV4, packetOf('0 C S mss 1460 wscale 7 sackok ts 100:200')),
  join(ETHERNET_IPV4, packetOf('0 C S\n0 X icmp 3/4 mtu 1400')),
  join(ETHERNET_IPV4.slice(0, 12), '86 dd', packetOf('0 C S\n0 X icmp 1/4', { ipv6: true })),
  join(ETHERNET_IPV4, outerPacket(47, join('30 00 08 00 00 00 00 01 00 00 00 02', ipv4Segment))),
  join(ETHERNET_IPV4, udpPacket(4789, join('08 00 00 00 00 00 64 00', ETHERNET_IPV4, ipv4Segment))),
  join(ETHERNET_IPV4, udpPacket(2152, join('34 ff 00 36 00 00 00 01 00 00 00 85 01 10 00 00', ipv4Segment))),
  join(ETHERNET_IPV4, udpPacket(3544, ipv6Segment)),
];

interface Case {
  readonly bytes: Uint8Array;
  readonly linkType: number;
  readonly originalLength: number;
}

const linkNumbers = [...linkTypes.flatMap(({ numbers }) => numbers), 195];
const changes = fc.array(fc.tuple(fc.nat({ max: 120 }), fc.integer({ min: 0, max: 255 })), { maxLength: 4 });

const damaged: fc.Arbitrary<Case> = fc
  .tuple(fc.constantFrom(...seeds), changes, fc.nat({ max: 160 }), fc.nat({ max: 80 }))
  .map(([seed, edits, length, missing]) => {
    const bytes = seed.slice(0, length);
    for (const [offset, value] of edits) if (offset < bytes.length) bytes[offset] = value;
    return { bytes, linkType: ETHERNET, originalLength: bytes.length + missing };
  });

const random: fc.Arbitrary<Case> = fc
  .tuple(fc.uint8Array({ maxLength: 120 }), fc.constantFrom(...linkNumbers), fc.nat({ max: 2000 }))
  .map(([bytes, linkType, originalLength]) => ({ bytes, linkType, originalLength }));

/** All that decoding and the functions on demand answer. */
function everythingOf({ bytes, linkType, originalLength }: Case, fill: number): unknown {
  const bench = new Bench();
  const packet = viewOf(bytes, linkType, originalLength, fill);
  const decoded = bench.run(packet);
  const { bytes: _, view: __, ...segment } = decoded === 'tcp' ? bench.segment : new Segment();
  const { view: ___, ...quote } = decoded === 'icmp-error' ? bench.quote : new IcmpQuote();
  const options = new TcpOptions();
  if (decoded !== 'tcp') return { decoded, quote, problems: bench.problems() };
  readTcpOptions(bench.segment, options);
  const checksum = verifyTcpChecksum(bench.segment);
  const { capturedEnd, payloadOffset, capturedPayload } = bench.segment;
  expect(capturedEnd).toBeLessThanOrEqual(packet.end);
  expect(Math.max(0, capturedEnd - payloadOffset)).toBe(capturedPayload);
  return { decoded, segment, options, checksum, hasTimestamp: hasTimestampOption(bench.segment) };
}

describe('any bytes', () => {
  test.each([
    ['damaged frames', damaged],
    ['random bytes of any link type', random],
  ])('%s: what lies around the packet in the buffer changes nothing', (_, cases) => {
    fc.assert(
      fc.property(cases, (one) => {
        expect(everythingOf(one, 0x00)).toEqual(everythingOf(one, 0xff));
      }),
      { numRuns },
    );
  });

  test('a decoder that has seen anything decodes the next packet as if it had not', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(damaged, random), { maxLength: 8 }), (cases) => {
        const bench = new Bench();
        for (const { bytes, linkType, originalLength } of cases) bench.run(viewOf(bytes, linkType, originalLength));
        const last = join(ETHERNET_IPV4, ipv4Segment);
        const fresh = new Bench();
        expect(bench.run(viewOf(last, ETHERNET))).toBe(fresh.run(viewOf(last, ETHERNET)));
        expect(bench.segment).toEqual(fresh.segment);
      }),
      { numRuns },
    );
  });

  test('each packet that cannot be decoded is counted once', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(damaged, random), { maxLength: 8 }), (cases) => {
        const bench = new Bench();
        const answers = cases.map((one) => bench.run(viewOf(one.bytes, one.linkType, one.originalLength)));
        const counted = bench.problems().reduce((sum, { count }) => sum + count, 0);
        expect(counted).toBe(answers.filter((answer) => answer === 'undecodable').length);
      }),
      { numRuns },
    );
  });
});

describe('what cannot be decoded', () => {
  test('is said by link type and by header, with the first packet and how many', () => {
    const bench = new Bench();
    const frame = join(ETHERNET_IPV4, ipv4Segment);
    bench.run({ ...viewOf(frame, 195), number: 3 });
    bench.run({ ...viewOf(frame, 195), number: 4 });
    bench.run({ ...viewOf(frame, 147), number: 5 });
    bench.run({ ...viewOf(frame.slice(0, 10), ETHERNET), number: 6 });
    bench.run({ ...viewOf(frame.slice(0, 20), ETHERNET), number: 7 });
    bench.run({ ...viewOf(frame.slice(0, 40), ETHERNET), number: 8 });
    expect(bench.problems()).toEqual([
      {
        code: 'unknown-link-type',
        message: 'Cannot read packets of link type 195 (IEEE 802.15.4): they are counted only',
        count: 2,
        packet: 3,
      },
      {
        code: 'unknown-link-type',
        message: 'Cannot read packets of link type 147: they are counted only',
        count: 1,
        packet: 5,
      },
      {
        code: 'undecodable-packet',
        message: 'Cannot decode packets: their link header is cut off or contradicts itself',
        count: 1,
        packet: 6,
      },
      {
        code: 'undecodable-packet',
        message: 'Cannot decode packets: their IP header is cut off or contradicts itself',
        count: 1,
        packet: 7,
      },
      {
        code: 'undecodable-packet',
        message: 'Cannot decode packets: their TCP header is cut off or contradicts itself',
        count: 1,
        packet: 8,
      },
    ]);
  });

  test('a link type a packet: a bounded list', () => {
    const bench = new Bench();
    for (let number = 0; number < 500; number += 1) bench.run(viewOf(ipv4Segment, 1000 + number));
    const problems = bench.problems();
    expect(problems).toHaveLength(65);
    expect(problems.at(-1)).toMatchObject({ message: expect.stringContaining('further link types'), count: 500 - 64 });
  });
});
