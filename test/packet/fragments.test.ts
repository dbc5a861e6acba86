/** IP fragments: any order gives the same segment; what contradicts itself, or never ends, costs nothing. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Bench, describeSegment, ipv4Segment, join, packetOf, RAW_IP, viewOf } from './frames.ts';

const TEXT = 'The quick brown fox jumps over the lazy dog, and then over another one';
const ipv4 = packetOf(`0 C P. data "${TEXT}"`);
const ipv6 = packetOf(`0 C P. data "${TEXT}"`, { ipv6: true });
const longer = packetOf(`0 C P. data "${'x'.repeat(100)}"`);
const WHOLE_IPV4 = `192.0.2.1:40000 > 198.51.100.2:80 seq 1000001 len 70 "${TEXT}"`;
const WHOLE_IPV6 = `2001:db8::1:40000 > 2001:db8::2:80 seq 1000001 len 70 "${TEXT}"`;

/** The piece of a packet's payload between two offsets; `more`: others follow it. */
interface Cut {
  readonly start: number;
  readonly end: number;
  readonly more: boolean;
}

function cutIpv4(packet: Uint8Array, { start, end, more }: Cut): Uint8Array {
  const fragment = join(packet.slice(0, 20), packet.slice(20 + start, 20 + end));
  const view = new DataView(fragment.buffer);
  view.setUint16(2, fragment.length);
  view.setUint16(6, (more ? 0x2000 : 0) | (start >> 3));
  return fragment;
}

function cutIpv6(packet: Uint8Array, { start, end, more }: Cut): Uint8Array {
  const fragment = join(packet.slice(0, 40), '06 00 00 00 00 00 00 63', packet.slice(40 + start, 40 + end));
  const view = new DataView(fragment.buffer);
  view.setUint16(4, fragment.length - 40);
  view.setUint8(6, 44);
  view.setUint16(42, start | (more ? 1 : 0));
  return fragment;
}

/** What each packet in turn is. */
function run(packets: readonly Uint8Array[], bench: Bench = new Bench(), stepNs = 0): string[] {
  return packets.map((bytes, index) => {
    const decoded = bench.run({ ...viewOf(bytes, RAW_IP), timeNs: index * stepNs });
    return decoded === 'tcp' ? describeSegment(bench.segment) : decoded;
  });
}

/** Cuts at these multiples of eight. */
function cutsAt(positions: readonly number[], length: number): Cut[] {
  const edges = [0, ...[...new Set(positions)].sort((a, b) => a - b).map((position) => 8 * position), length];
  return edges.slice(1).map((end, index) => ({ start: edges[index] ?? 0, end, more: end < length }));
}

const two: readonly Cut[] = [
  { start: 0, end: 32, more: true },
  { start: 32, end: 90, more: false },
];

describe('fragments', () => {
  test('the segment comes with the last of them', () => {
    expect(run(two.map((cut) => cutIpv4(ipv4, cut)))).toEqual(['other', WHOLE_IPV4]);
    expect(run(two.map((cut) => cutIpv6(ipv6, cut)))).toEqual(['other', WHOLE_IPV6]);
  });

  test('in any order, also twice, they give the same segment', () => {
    const order = fc
      .uniqueArray(fc.integer({ min: 1, max: 11 }), { minLength: 1, maxLength: 6 })
      .map((positions) => cutsAt(positions, 90))
      .chain((cuts) => fc.tuple(fc.shuffledSubarray(cuts, { minLength: cuts.length }), fc.subarray(cuts)));
    fc.assert(
      fc.property(order, ([cuts, repeated]) => {
        const pieces = [...repeated.filter((cut) => cut !== cuts.at(-1)), ...cuts];
        expect(run(pieces.map((cut) => cutIpv4(ipv4, cut))).at(-1)).toBe(WHOLE_IPV4);
        expect(run(pieces.map((cut) => cutIpv6(ipv6, cut))).at(-1)).toBe(WHOLE_IPV6);
      }),
      { numRuns: 300 },
    );
  });

  test('overlapping ones: the bytes that came first stay', () => {
    const forged = ipv4.slice();
    forged.fill(0x78, 20 + 40, 20 + 64);
    const packets = [
      cutIpv4(ipv4, { start: 48, end: 56, more: true }),
      cutIpv4(ipv4, { start: 0, end: 40, more: true }),
      cutIpv4(forged, { start: 32, end: 64, more: true }),
      cutIpv4(ipv4, { start: 56, end: 90, more: false }),
    ];
    const text = `${TEXT.slice(0, 20)}xxxxxxxx${TEXT.slice(28, 36)}xxxxxxxx${TEXT.slice(44)}`;
    expect(run(packets).at(-1)).toBe(WHOLE_IPV4.replace(TEXT, text));
  });

  test('datagrams with another identification or other addresses are others', () => {
    const other = ipv4.slice();
    other[5] = 0x77;
    const elsewhere = ipv4.slice();
    elsewhere[15] = 0x77;
    const [first, last] = [two[0] as Cut, two[1] as Cut];
    expect(run([cutIpv4(ipv4, first), cutIpv4(other, last), cutIpv4(elsewhere, last)])).toEqual(Array(3).fill('other'));
  });

  test('more than thirty seconds apart they do not belong together', () => {
    const pieces = two.map((cut) => cutIpv4(ipv4, cut));
    expect(run(pieces, new Bench(), 30e9)).toEqual(['other', WHOLE_IPV4]);
    expect(run(pieces, new Bench(), 30.1e9)).toEqual(['other', 'other']);
    expect(run(pieces, new Bench(), -30.1e9)).toEqual(['other', 'other']);
  });

  test('a destination that a routing header moved stays moved', () => {
    const routing = '2c 02 00 01 00 00 00 00 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 09';
    const pieces = two.map((cut) => {
      const fragment = cutIpv6(ipv6, cut);
      const packet = join(fragment.slice(0, 40), routing, fragment.slice(40));
      packet[6] = 43;
      packet[5] = packet.length - 40;
      return packet;
    });
    expect(run(pieces).at(-1)).toBe(WHOLE_IPV6.replace('2001:db8::2', '2001:db8::9'));
  });
});

describe('fragments that the snaplen cut', () => {
  test('the first one has the header; the rest is no segment', () => {
    const bench = new Bench();
    const [first, last] = two.map((cut) => cutIpv4(ipv4, cut)) as [Uint8Array, Uint8Array];
    expect(bench.run(viewOf(first.slice(0, 48), RAW_IP, first.length))).toBe('tcp');
    expect([bench.segment.payloadLength, bench.segment.capturedPayload]).toEqual([12, 8]);
    expect(bench.run(viewOf(last.slice(0, 48), RAW_IP, last.length))).toBe('other');
  });
});

describe('fragments that contradict each other are dropped', () => {
  const first = cutIpv4(ipv4, { start: 0, end: 32, more: true });

  test.each([
    [
      'two ends',
      [first, cutIpv4(ipv4, { start: 40, end: 56, more: false }), cutIpv4(ipv4, { start: 32, end: 90, more: false })],
    ],
    [
      'one behind the end',
      [cutIpv4(ipv4, { start: 32, end: 90, more: false }), cutIpv4(longer, { start: 88, end: 104, more: true }), first],
    ],
  ])('%s', (_, packets) => {
    expect(run(packets)).toEqual(packets.map(() => 'other'));
  });

  test('one that ends beyond the largest datagram', () => {
    const huge = cutIpv4(ipv4, two[1] as Cut);
    new DataView(huge.buffer).setUint16(6, 0x1fff);
    expect(run([first, huge, cutIpv4(ipv4, two[1] as Cut)])).toEqual(['other', 'other', 'other']);
  });

  test('a fragment in a fragment is not opened', () => {
    const nested = join('06 00 00 01 00 00 00 63', ipv6.slice(40));
    const pieces = cutsAt([4], nested.length).map((cut) => cutIpv6(join(ipv6.slice(0, 40), nested), cut));
    for (const piece of pieces) piece[40] = 44;
    expect(run(pieces).at(-1)).toBe('other');
  });
});

describe('fragments without end', () => {
  /** First fragments of so many datagrams, each of one byte less than 64 kB. */
  function flood(bench: Bench, datagrams: number, length: number): void {
    const packet = join(ipv4Segment.slice(0, 20), new Uint8Array(length));
    for (let id = 0; id < datagrams; id += 1) {
      const fragment = cutIpv4(packet, { start: 8, end: length, more: true });
      new DataView(fragment.buffer).setUint16(4, id);
      bench.run(viewOf(fragment, RAW_IP));
    }
  }

  test('more than 1,024 datagrams at once: the oldest are given up, and that is said', () => {
    const bench = new Bench();
    const [first, last] = two.map((cut) => cutIpv4(ipv4, cut)) as [Uint8Array, Uint8Array];
    expect(run([first], bench)).toEqual(['other']);
    flood(bench, 1024, 16);
    expect(run([last], bench)).toEqual(['other']);
    expect(bench.problems()).toMatchObject([{ code: 'limit-reached', count: 2 }]);
  });

  test('more than 4 MiB: the same', () => {
    const bench = new Bench();
    flood(bench, 63, 65_000);
    expect(bench.problems()).toEqual([]);
    flood(bench, 70, 65_000);
    expect(bench.problems()).toMatchObject([{ code: 'limit-reached' }]);
  });

  test('1,023 others leave room for one', () => {
    const bench = new Bench();
    const [first, last] = two.map((cut) => cutIpv4(ipv4, cut)) as [Uint8Array, Uint8Array];
    expect(run([first], bench)).toEqual(['other']);
    flood(bench, 1023, 16);
    expect(run([last], bench)).toEqual([WHOLE_IPV4]);
    expect(bench.problems()).toEqual([]);
  });
});
