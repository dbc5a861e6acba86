import { describe, expect, test } from 'vitest';
import { ByteWriter, concatBytes, type PcapOptions, writePcap } from '../builders/capture-writers.ts';
import { expectPackets, readAll, readChunks, threePackets } from './read-all.ts';

const microseconds = expectPackets(threePackets, { unitNs: 1000 });
const nanoseconds = expectPackets(threePackets);

describe('versions and variants', () => {
  /** What Kuznetzov's patch adds: interface index, Ethernet type, packet type, padding. */
  function patched(littleEndian: boolean): Uint8Array {
    return new ByteWriter(littleEndian).uint32(2).uint16(0x0800).uint8(4).uint8(0x55).finish();
  }
  const debugging = Uint8Array.of(1, 2, 9, 9);
  test.each<[string, PcapOptions]>([
    ['2.4', {}],
    ['2.3', { minor: 3 }],
    ['2.3 with the lengths of before', { minor: 3, lengthsSwapped: true }],
    ['2.2', { minor: 2, lengthsSwapped: true }],
    ['2.1', { minor: 1, lengthsSwapped: true }],
    ['2.0', { minor: 0, lengthsSwapped: true }],
    ['543.0 of DG/UX', { major: 543, minor: 0, lengthsSwapped: true }],
    ['patched by Kuznetzov', { magic: 0xa1b2cd34, recordExtra: patched(true) }],
    ['patched, with debugging', { magic: 0xa1b2cd34, recordExtra: concatBytes(patched(true), debugging) }],
    ['patched, with the standard magic', { recordExtra: patched(true) }],
    ['Nokia', { recordExtra: new ByteWriter().uint32(0x9fbfb601).finish() }],
  ])('%s', (_, options) => {
    const seen = readAll(writePcap(threePackets, options));
    expect(seen.problems).toEqual([]);
    expect(seen.packets).toEqual(microseconds);
  });

  test('big-endian, patched and not', () => {
    expect(readAll(writePcap(threePackets, { littleEndian: false })).packets).toEqual(microseconds);
    const file = writePcap(threePackets, { littleEndian: false, magic: 0xa1b2cd34, recordExtra: patched(false) });
    expect(readAll(file).packets).toEqual(microseconds);
  });

  test.each([true, false])('nanoseconds, little-endian %s', (littleEndian) => {
    const seen = readAll(writePcap(threePackets, { littleEndian, nanoseconds: true }));
    expect(seen.packets).toEqual(nanoseconds);
  });

  test('AIX: nanoseconds and interface types', () => {
    const body = writePcap(threePackets, { nanoseconds: true, lengthsSwapped: true });
    const header = writePcap([], { minor: 2, linkType: 6 });
    expect(readAll(concatBytes(header, body.subarray(24))).packets).toEqual(nanoseconds);
  });

  test('a packet that starts like a patched header is not taken for one', () => {
    const packets = threePackets.map((packet) => ({ ...packet, data: new Uint8Array(60) }));
    expect(readAll(writePcap(packets)).packets).toEqual(expectPackets(packets, { unitNs: 1000 }));
  });

  test('what stands above the link type is left out of it', () => {
    const seen = readAll(writePcap(threePackets, { linkType: 0x24000071 }));
    expect(seen.packets.map(({ linkType }) => linkType)).toEqual([113, 113, 113]);
    expect(seen.linkTypes).toEqual([113]);
  });

  test('captures put one behind the other', () => {
    const second = writePcap(threePackets, { littleEndian: false, nanoseconds: true, linkType: 101 });
    const seen = readAll(concatBytes(writePcap(threePackets), second));
    const numbered = nanoseconds.map((packet) => ({ ...packet, linkType: 101, number: packet.number + 3 }));
    expect(seen.packets).toEqual([...microseconds, ...numbered]);
  });

  test('an empty packet with a time like a magic is a packet', () => {
    const packet = { seconds: 0xa1b2c3d4, nanoseconds: 5000, data: new Uint8Array(0), originalLength: 60 };
    expect(readAll(writePcap([packet])).packets).toEqual(expectPackets([packet]));
  });
});

describe('odd values', () => {
  test.each([0, 10, 0xffffffff])('a snaplen of %i changes nothing', (snapLength) => {
    expect(readAll(writePcap(threePackets, { snapLength })).packets).toEqual(microseconds);
  });

  test('more captured than there was', () => {
    const packets = threePackets.map((packet) => ({ ...packet, originalLength: 5 }));
    expect(readAll(writePcap(packets)).packets).toEqual(expectPackets(packets, { unitNs: 1000 }));
  });

  test('a million microseconds and more', () => {
    const packets = [{ seconds: 1_700_000_000, nanoseconds: 3_000_000_000, data: new Uint8Array(1) }];
    expect(readAll(writePcap(packets)).packets[0]?.timeNs).toBe(3_000_000_000);
  });

  test('times that go back before the first', () => {
    const packets = [...threePackets].reverse();
    const times = readAll(writePcap(packets, { nanoseconds: true })).packets.map(({ timeNs }) => timeNs);
    expect(times).toEqual([1000, -3600e9 + 999_999_999, -3600e9 + 123_456_789]);
  });

  test('no packets at all is no problem', () => {
    expect(readAll(writePcap([]))).toEqual({
      packets: [],
      problems: [],
      names: [],
      linkTypes: [1],
      baseSeconds: undefined,
    });
  });

  test('a packet larger than the buffer is read whole', () => {
    const packets = [3, 1_500_000, 5, 4_000_000, 7].map((length) => ({
      seconds: 1_700_000_000,
      nanoseconds: 0,
      data: new Uint8Array(length).fill(length & 0xff),
    }));
    const seen = readAll(writePcapFast(packets));
    expect(seen.packets.map(({ data }) => data.length / 2)).toEqual([3, 1_500_000, 5, 4_000_000, 7]);
    expect(seen.packets.every(({ data }, index) => data.endsWith(data.slice(0, 2)) && index < 5)).toBe(true);
  });
});

/** As `writePcap`, for large packets. */
function writePcapFast(packets: readonly { readonly data: Uint8Array }[]): Uint8Array {
  const parts = packets.map(({ data }) => {
    const record = writePcap([{ seconds: 1_700_000_000, nanoseconds: 0, data: new Uint8Array(0) }]).slice(24);
    new DataView(record.buffer).setUint32(8, data.length, true);
    new DataView(record.buffer).setUint32(12, data.length, true);
    return concatBytes(record, data);
  });
  return concatBytes(writePcap([]), ...parts);
}

describe('damage', () => {
  const whole = writePcap(threePackets);

  test.each([
    ['file header', 10, 0, 0],
    ['record header', 24 + 5, 0, 24],
    ['packet', 24 + 16 + 13 + 16 + 59, 1, 24 + 16 + 13],
  ])('cut inside a %s', (what, length, count, offset) => {
    const seen = readAll(whole.subarray(0, length));
    expect(seen.packets).toEqual(microseconds.slice(0, count));
    expect(seen.problems).toEqual([
      { code: 'truncated-input', message: expect.stringContaining(`ends inside a ${what}`), count: 1, offset },
    ]);
  });

  test('an absurd length ends the reading there', () => {
    const broken = whole.slice();
    new DataView(broken.buffer).setUint32(24 + 16 + 13 + 8, 0x7fffffff, true);
    const seen = readAll(broken);
    expect(seen.packets).toEqual(microseconds.slice(0, 1));
    expect(seen.problems).toEqual([
      { code: 'bad-length', message: expect.stringContaining('2147483647 bytes'), count: 1, offset: 24 + 16 + 13 },
    ]);
  });

  test('the offset counts from the start of the input, also after many chunks', () => {
    const many = Array.from({ length: 30_000 }, () => threePackets[1]!);
    const file = writePcap(many);
    const cut = file.subarray(0, file.length - 1);
    const chunks = Array.from({ length: Math.ceil(cut.length / 5000) }, (_, i) =>
      cut.subarray(i * 5000, i * 5000 + 5000),
    );
    const seen = readChunks(chunks, 20_000);
    expect(seen.packets.length).toBe(29_999);
    expect(seen.problems[0]?.offset).toBe(24 + 29_999 * 76);
  });

  test('a version before 2 is not read', () => {
    const seen = readAll(writePcap(threePackets, { major: 1, minor: 9 }));
    expect(seen.packets).toEqual([]);
    expect(seen.problems[0]?.message).toContain('version 1.9');
  });
});
