import { describe, expect, test } from 'vitest';
import { concatBytes, PcapngWriter, writePcapng } from '../builders/capture-writers.ts';
import { expectPackets, readAll, readChunks, threePackets } from './read-all.ts';

const little = new PcapngWriter(true);
const big = new PcapngWriter(false);
const data = Uint8Array.of(1, 2, 3, 4, 5);
const SECONDS = 1_700_000_000n;

function timesOf(...blocks: Uint8Array[]): readonly number[] {
  return readAll(concatBytes(little.sectionHeader(), ...blocks)).packets.map(({ timeNs }) => timeNs);
}

describe('sections and interfaces', () => {
  test.each([true, false])('little-endian %s', (littleEndian) => {
    const seen = readAll(writePcapng(threePackets, { littleEndian }));
    expect(seen.packets).toEqual(expectPackets(threePackets));
    expect(seen.problems).toEqual([]);
  });

  test('several interfaces, each with its link type and resolution', () => {
    const seen = readAll(
      concatBytes(
        little.sectionHeader(),
        little.interfaceDescription({ linkType: 1 }),
        little.interfaceDescription({ linkType: 101, resolution: 9 }),
        little.enhancedPacket(SECONDS * 1_000_000n + 5n, data),
        little.enhancedPacket(SECONDS * 1_000_000_000n + 5n, data, { interfaceId: 1 }),
      ),
    );
    expect(seen.packets.map(({ linkType, timeNs }) => [linkType, timeNs])).toEqual([
      [1, 5000],
      [101, 5],
    ]);
    expect(seen.linkTypes).toEqual([1, 101]);
  });

  test('sections of both byte orders, each with its own interfaces', () => {
    const first = writePcapng(threePackets, { littleEndian: false, linkType: 113 });
    const seen = readAll(concatBytes(first, writePcapng(threePackets)));
    const numbered = expectPackets(threePackets).map((packet) => ({ ...packet, number: packet.number + 3 }));
    expect(seen.packets).toEqual([...expectPackets(threePackets, { linkType: 113 }), ...numbered]);
  });

  test('an interface of the section before is not known any more', () => {
    const seen = readAll(concatBytes(writePcapng(threePackets), big.sectionHeader(), big.enhancedPacket(1n, data)));
    expect(seen.packets.length).toBe(3);
    expect(seen.problems.map(({ code }) => code)).toEqual(['bad-header']);
  });
});

describe('times', () => {
  test('the default is microseconds', () => {
    expect(timesOf(little.interfaceDescription(), little.enhancedPacket(SECONDS * 1_000_000n + 7n, data))).toEqual([
      7000,
    ]);
  });

  test.each([
    ['milliseconds', 3, 1000n, [1e6, 3e6, 3600e9]],
    ['nanoseconds', 9, 1_000_000_000n, [1, 3, 3600e9]],
    ['2^−10', 0x8a, 1024n, [976_562, 2_929_687, 3600e9]],
    ['2^−32', 0xa0, 2n ** 32n, [0, 0, 3600e9]],
  ])('%s', (_, resolution, unitsPerSecond, expected) => {
    const units = [1n, 3n, 3600n * unitsPerSecond];
    const packets = units.map((unit) => little.enhancedPacket(SECONDS * unitsPerSecond + unit, data));
    expect(timesOf(little.interfaceDescription({ resolution }), ...packets)).toEqual(expected);
  });

  test('whole seconds', () => {
    const packets = [SECONDS, SECONDS + 2n, SECONDS - 1n].map((units) => little.enhancedPacket(units, data));
    expect(timesOf(little.interfaceDescription({ resolution: 0 }), ...packets)).toEqual([0, 2e9, -1e9]);
  });

  test('picoseconds, which take an offset to fit', () => {
    const packets = [999n, 1000n, 3_600_000_000_001_999n].map((units) => little.enhancedPacket(units, data));
    const description = little.interfaceDescription({ resolution: 12, offsetSeconds: SECONDS });
    expect(timesOf(description, ...packets)).toEqual([0, 1, 3_600_000_000_001]);
  });

  test('nanoseconds stay exact for a hundred days', () => {
    const day = 86_400_000_000_000n;
    const times = timesOf(
      little.interfaceDescription({ resolution: 9 }),
      little.enhancedPacket(SECONDS * 1_000_000_000n, data),
      little.enhancedPacket(SECONDS * 1_000_000_000n + 100n * day + 1n, data),
      little.enhancedPacket(SECONDS * 1_000_000_000n - 100n * day + 3n, data),
    );
    expect(times).toEqual([0, Number(100n * day + 1n), Number(-100n * day + 3n)]);
  });

  test('if_tsoffset moves an interface', () => {
    const times = timesOf(
      little.interfaceDescription(),
      little.interfaceDescription({ offsetSeconds: SECONDS - 10n }),
      little.interfaceDescription({ offsetSeconds: -20n, resolution: 0x80 }),
      little.enhancedPacket(SECONDS * 1_000_000n, data),
      little.enhancedPacket(10_000_001n, data, { interfaceId: 1 }),
      little.enhancedPacket(SECONDS + 25n, data, { interfaceId: 2 }),
    );
    expect(times).toEqual([0, 1000, 5e9]);
  });

  test('a simple packet has the time of the packet before', () => {
    const times = timesOf(
      little.interfaceDescription(),
      little.simplePacket(data),
      little.enhancedPacket(SECONDS * 1_000_000n + 9n, data),
      little.simplePacket(data),
    );
    expect(times).toEqual([0, 9000, 9000]);
  });
});

describe('blocks', () => {
  const head = concatBytes(little.sectionHeader(), little.interfaceDescription({ resolution: 9 }));
  const packet = little.enhancedPacket(SECONDS * 1_000_000_000n, data);

  test('obsolete packets', () => {
    const seen = readAll(concatBytes(head, little.obsoletePacket(SECONDS * 1_000_000_000n, data)));
    expect(seen.packets).toEqual([{ number: 1, timeNs: 0, linkType: 1, data: '0102030405', originalLength: 5 }]);
  });

  test('simple packets are cut by the snaplen', () => {
    const seen = readAll(
      concatBytes(
        little.sectionHeader(),
        little.interfaceDescription({ snapLength: 5 }),
        little.simplePacket(data, 99),
      ),
    );
    expect(seen.packets).toEqual([{ number: 1, timeNs: 0, linkType: 1, data: '0102030405', originalLength: 99 }]);
  });

  test('comments and other options are passed over', () => {
    const comment = [1, new TextEncoder().encode('a comment')] as const;
    const seen = readAll(
      concatBytes(
        little.sectionHeader([comment]),
        little.interfaceDescription({ options: [comment], resolution: 9 }),
        little.enhancedPacket(SECONDS * 1_000_000_000n + 1n, data, { options: [comment] }),
      ),
    );
    expect(seen.packets).toEqual([{ number: 1, timeNs: 1, linkType: 1, data: '0102030405', originalLength: 5 }]);
  });

  test('name resolution', () => {
    const ipv6 = [0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
    const names = big.nameResolution([
      [[192, 0, 2, 1], 'client.example', 'alias.example'],
      [ipv6, 'server.example'],
    ]);
    expect(readAll(concatBytes(big.sectionHeader(), names)).names).toEqual([
      '192.0.2.1 client.example',
      '2001:db8::1 server.example',
    ]);
  });

  test('unknown blocks and secrets are skipped, custom blocks count as frames as in Wireshark', () => {
    const blocks = [
      little.block(0x0a, data),
      little.block(5, data),
      little.block(0x0bad, data),
      little.block(0x7777, data),
    ];
    const seen = readAll(concatBytes(head, ...blocks, packet));
    expect(seen.packets.map(({ number }) => number)).toEqual([2]);
    expect(seen.problems).toEqual([]);
  });

  test('a huge block is skipped without being held', () => {
    const length = 300 * 1024 * 1024;
    const start = little.block(0x7777, []).slice(0, 8);
    new DataView(start.buffer).setUint32(4, length + 12, true);
    const mebibyte = new Uint8Array(1024 * 1024);
    function* chunks(): Generator<Uint8Array> {
      yield concatBytes(head, packet, start);
      for (let index = 0; index < 300; index += 1) yield mebibyte;
      yield concatBytes(start.subarray(4), packet);
    }
    const before = process.memoryUsage().arrayBuffers;
    const seen = readChunks(chunks());
    expect(seen.packets.length).toBe(2);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(32 * 1024 * 1024);
  });
});

describe('damage', () => {
  const whole = writePcapng(threePackets);
  const first = little.sectionHeader().length + little.interfaceDescription({ resolution: 9 }).length;
  const second = 48;

  function withUint32(offset: number, value: number): Uint8Array {
    const broken = whole.slice();
    new DataView(broken.buffer).setUint32(offset, value, true);
    return broken;
  }

  test('cut inside a block', () => {
    const seen = readAll(whole.subarray(0, whole.length - 3));
    expect(seen.packets).toEqual(expectPackets(threePackets).slice(0, 2));
    expect(seen.problems).toEqual([
      {
        code: 'truncated-input',
        message: expect.stringContaining('ends inside a block'),
        count: 1,
        offset: expect.any(Number),
      },
    ]);
  });

  test('a length of nothing ends the reading', () => {
    const seen = readAll(withUint32(first + second + 4, 8));
    expect(seen.packets.length).toBe(1);
    expect(seen.problems).toEqual([
      { code: 'bad-length', message: expect.stringContaining('length of 8 bytes'), count: 1, offset: first + second },
    ]);
  });

  test('a packet larger than its block is left out, those after it are read', () => {
    const seen = readAll(withUint32(first + 20, 1000));
    expect(seen.packets.map(({ data: bytes }) => bytes.length / 2)).toEqual([60, 32]);
    expect(seen.problems.map(({ code, offset }) => [code, offset])).toEqual([['bad-length', first]]);
  });

  test('a huge length reaches behind the end', () => {
    const seen = readAll(withUint32(first + 4, 0xfffffff0));
    expect(seen.packets).toEqual([]);
    expect(seen.problems.map(({ code }) => code)).toEqual(['bad-length', 'truncated-input']);
  });

  test.each([
    ['a packet', writePcapng(threePackets), 0],
    ['a section header', little.sectionHeader(), 0],
    ['an unknown block', concatBytes(whole, little.block(0x7777, data)), 3],
  ])('%s whose two lengths differ ends the reading', (_, file, count) => {
    const broken = file.slice();
    const at = count === 0 ? Math.min(first + 28 + 16 + 4, file.length) - 4 : file.length - 4;
    broken[at]! ^= 1;
    const seen = readAll(broken);
    expect(seen.packets.length).toBe(count);
    expect(seen.problems.map(({ message }) => message)).toEqual([
      'The two lengths of a block differ: the capture is damaged here and was read up to it',
    ]);
  });

  test('interfaces without end are not all remembered', () => {
    const description = little.interfaceDescription();
    const all = concatBytes(little.sectionHeader(), ...Array.from({ length: 70_000 }, () => description));
    const packets = [65_535, 65_536].map((interfaceId) => little.enhancedPacket(1n, data, { interfaceId }));
    const seen = readAll(concatBytes(all, ...packets));
    expect(seen.packets.length).toBe(1);
    expect(new Set(seen.problems.map(({ code }) => code))).toEqual(new Set(['limit-reached', 'bad-header']));
  });

  test('a second section without byte-order magic', () => {
    const header = little.sectionHeader();
    new DataView(header.buffer).setUint32(8, 0, true);
    const seen = readAll(concatBytes(whole, header));
    expect(seen.packets.length).toBe(3);
    expect(seen.problems[0]?.offset).toBe(whole.length);
  });
});
