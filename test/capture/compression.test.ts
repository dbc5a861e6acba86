import { spawnSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { ByteWriter, concatBytes, type WrittenPacket, writePcap, writePcapng } from '../builders/capture-writers.ts';
import { expectPackets, readAll, readChunks, threePackets } from './read-all.ts';

const packets: readonly WrittenPacket[] = Array.from({ length: 5000 }, (_, index) => ({
  seconds: 1_700_000_000 + index,
  nanoseconds: 0,
  data: Uint8Array.from({ length: 40 + ((index * 7) % 20) }, (__, offset) => (index * offset) & 0x3f),
}));
const capture = writePcap(packets);
const expected = expectPackets(packets);
const three = expectPackets(threePackets, { unitNs: 1000 });

function cut(bytes: Uint8Array, size: number): Uint8Array[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, i * size + size));
}

describe('gzip', () => {
  test.each([1, 9])('of level %i', (level) => {
    expect(readAll(gzipSync(capture, { level })).packets).toEqual(expected);
  });

  test.each([1, 7, 4096])('in chunks of %i', (size) => {
    const seen = readChunks(cut(gzipSync(capture), size));
    expect(seen.problems).toEqual([]);
    expect(seen.packets).toEqual(expected);
  });

  test('of pcapng', () => {
    expect(readAll(gzipSync(writePcapng(threePackets))).packets).toEqual(expectPackets(threePackets));
  });

  test('of several members, cut anywhere', () => {
    const members = cut(capture, 1000).map((part) => gzipSync(part));
    expect(readAll(concatBytes(...members)).packets).toEqual(expected);
  });

  test('of two captures, each a member', () => {
    const file = gzipSync(writePcap(threePackets));
    expect(readAll(concatBytes(file, file)).packets.length).toBe(6);
  });

  test('with a name in its header', () => {
    const plain = gzipSync(writePcap(threePackets));
    const named = concatBytes(
      plain.subarray(0, 3),
      Uint8Array.of(8),
      plain.subarray(4, 10),
      new TextEncoder().encode('a.pcap\0'),
    );
    expect(readChunks(cut(concatBytes(named, plain.subarray(10)), 1)).packets).toEqual(three);
  });

  test('cut short: what came before is read', () => {
    const whole = gzipSync(capture);
    const seen = readAll(whole.subarray(0, whole.length / 2));
    expect(seen.packets.length).toBeGreaterThan(1000);
    expect(seen.packets).toEqual(expected.slice(0, seen.packets.length));
    expect(seen.problems.map(({ code }) => code)).toEqual(['bad-compression', 'truncated-input']);
    expect(seen.problems[0]?.message).toBe('Cannot decompress the gzip input: the input ends too early');
  });

  test('damaged inside', () => {
    const broken = new Uint8Array(gzipSync(capture));
    broken.fill(0xff, 10_000, 10_100);
    const seen = readAll(broken);
    expect(seen.problems.length).toBeGreaterThan(0);
    expect(seen.packets.slice(0, 500)).toEqual(expected.slice(0, 500));
  });

  test('of nothing that is a capture', () => {
    const messages = (bytes: Uint8Array): string[] => readAll(bytes).problems.map(({ message }) => message);
    expect(messages(gzipSync('hello'))).toEqual(['It is no capture but text, inside gzip']);
    expect(messages(gzipSync(''))).toEqual(['It is empty, inside gzip']);
    expect(messages(gzipSync(gzipSync(capture)))).toEqual(['It is no capture of any known format, inside gzip']);
  });

  test('a bomb fills no memory', () => {
    const zeros = gzipSync(new Uint8Array(200 * 1024 * 1024), { level: 9 });
    const before = process.memoryUsage().arrayBuffers;
    const seen = readAll(zeros);
    expect(seen.problems.map(({ message }) => message)).toEqual(['It is no capture but zero bytes only, inside gzip']);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(150 * 1024 * 1024);
  });

  test('a name without end is given up', () => {
    const header = Uint8Array.of(0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3);
    const seen = readAll(concatBytes(header, new Uint8Array(3 * 1024 * 1024).fill(0x61)));
    expect(seen.problems.map(({ message }) => message)).toEqual([
      'Cannot decompress the gzip input: it goes on without any content',
    ]);
  });
});

/** A frame of raw blocks, with the header's fields as given. */
function writeFrame(
  content: Uint8Array,
  { descriptor = 0, fields = Uint8Array.of(0x08), checksum = false, blockLength = 1000 } = {},
): Uint8Array {
  const frame = new ByteWriter()
    .uint32(0xfd2fb528)
    .uint8(descriptor | (checksum ? 4 : 0))
    .bytes(fields);
  const blocks = cut(content, blockLength);
  if (blocks.length === 0) blocks.push(new Uint8Array(0));
  for (const [index, block] of blocks.entries()) {
    const header = (block.length << 3) | (index === blocks.length - 1 ? 1 : 0);
    frame
      .uint8(header)
      .uint16(header >> 8)
      .bytes(block);
  }
  return checksum ? frame.uint32(0x12345678).finish() : frame.finish();
}

/** Many blocks of one byte, each a repetition. */
function writeRepetitions(count: number, length: number, windowDescriptor: number): Uint8Array {
  const frame = new ByteWriter().uint32(0xfd2fb528).uint8(0).uint8(windowDescriptor);
  for (let index = 0; index < count; index += 1) {
    const header = (length << 3) | 2 | (index === count - 1 ? 1 : 0);
    frame
      .uint8(header)
      .uint16(header >> 8)
      .uint8(0);
  }
  return frame.finish();
}

function compressWithZstd(bytes: Uint8Array, ...options: string[]): Uint8Array {
  const { stdout, error } = spawnSync('zstd', ['-q', '-c', ...options], { input: bytes, maxBuffer: 1e9 });
  if (error !== undefined) throw error;
  return stdout;
}

const hasZstd = spawnSync('zstd', ['--version']).status === 0;

describe('zstd', () => {
  const small = writePcap(threePackets);

  test.skipIf(!hasZstd)('as zstd writes it', () => {
    for (const options of [['-1'], ['-19'], ['--no-check', '-3'], ['--ultra', '-22'], ['--long=27']]) {
      const file = compressWithZstd(capture, ...options);
      const seen = readChunks(cut(file, 5000));
      expect(seen.problems).toEqual([]);
      expect(seen.packets).toEqual(expected);
    }
  });

  test.skipIf(!hasZstd)('a byte at a time', () => {
    expect(readChunks(cut(compressWithZstd(small), 1)).packets).toEqual(three);
  });

  test.skipIf(!hasZstd)('damaged inside', () => {
    const broken = new Uint8Array(compressWithZstd(capture));
    broken.fill(0xff, 3000, 3100);
    expect(readAll(broken).problems[0]?.code).toBe('bad-compression');
  });

  test('several frames, skippable ones between, with and without checksum', () => {
    const skippable = new ByteWriter().uint32(0x184d2a53).uint32(6).bytes([1, 2, 3, 4, 5, 6]).finish();
    const [first = small, ...rest] = cut(small, 50);
    const frames = rest.map((part) => writeFrame(part, { checksum: true }));
    const file = concatBytes(
      skippable,
      writeFrame(first),
      skippable,
      ...frames,
      writeFrame(new Uint8Array(0)),
      skippable,
    );
    const seen = readChunks(cut(file, 1));
    expect(seen.problems).toEqual([]);
    expect(seen.packets).toEqual(three);
  });

  test('frames that say their size in 1, 2, 4 or 8 bytes', () => {
    const size = small.length;
    for (const [flag, fields] of [
      [0x20, Uint8Array.of(size)],
      [0x60, new ByteWriter().uint16(size - 256 + 65_536).finish()],
      [0xa0, new ByteWriter().uint32(size).finish()],
      [0xe0, new ByteWriter().uint32(size).uint32(0).finish()],
      [0x80, concatBytes(Uint8Array.of(0x08), new ByteWriter().uint32(size).finish())],
    ] as const) {
      expect(readAll(writeFrame(small, { descriptor: flag, fields })).packets).toEqual(three);
    }
  });

  test.each([
    ['a window of 256 MiB', writeFrame(small, { fields: Uint8Array.of(0x90) }), 'window of 268435456 bytes'],
    [
      'a size beyond the limit',
      writeFrame(small, { descriptor: 0xa0, fields: new Uint8Array(4).fill(0xff) }),
      'window of',
    ],
    ['a dictionary', writeFrame(small, { descriptor: 1, fields: Uint8Array.of(0x08, 5) }), 'needs a dictionary'],
    ['the reserved bit', writeFrame(small, { descriptor: 8 }), 'header is damaged'],
    ['something else behind', concatBytes(writeFrame(small), new Uint8Array(20)), 'no zstd frame'],
    ['its end cut off', writeFrame(small).subarray(0, 100), 'ends too early'],
    ['a reserved block', concatBytes(writeFrame(small).subarray(0, 6), Uint8Array.of(7, 0, 0, 0)), 'block header'],
  ])('%s', (_, file, message) => {
    const [problem] = readAll(file).problems;
    expect(problem?.code).toBe('bad-compression');
    expect(problem?.message).toContain(message);
  });

  test('many tiny blocks in a large window end before they take forever', () => {
    const seen = readAll(writeRepetitions(200_000, 1, 0x88));
    expect(seen.problems.map(({ message }) => message)).toEqual([
      'Cannot decompress the zstd input: it is made to take forever',
      'It is no capture but zero bytes only, inside zstd',
    ]);
  }, 60_000);

  test('a bomb fills no memory', () => {
    const before = process.memoryUsage().arrayBuffers;
    const seen = readAll(writeRepetitions(2000, 128 * 1024, 0x58));
    expect(seen.problems.map(({ message }) => message)).toEqual(['It is no capture but zero bytes only, inside zstd']);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50 * 1024 * 1024);
  });
});
