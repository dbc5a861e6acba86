import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createPacketView } from '../../src/core/capture/_packet-view.ts';
import { readCapture } from '../../src/core/capture/_read-capture.ts';
import { CaptureReader } from '../../src/core/capture/_reader.ts';
import type { Problem } from '../../src/core/model/problem.ts';
import {
  concatBytes,
  PcapngWriter,
  type WrittenPacket,
  writePcap,
  writePcapng,
  writeSnoop,
} from '../builders/capture-writers.ts';
import { configureProperties, timeoutMs } from '../properties/settings.ts';
import {
  expectPackets,
  readAll,
  readChunks,
  recordContext,
  type SeenPacket,
  seePacket,
  threePackets,
} from './read-all.ts';

configureProperties();

const anyPackets: fc.Arbitrary<WrittenPacket[]> = fc.array(
  fc.record({
    seconds: fc.integer({ min: 1_700_000_000, max: 1_700_000_100 }),
    nanoseconds: fc.integer({ min: 0, max: 999_999_999 }),
    data: fc.uint8Array({ maxLength: 300 }),
  }),
  { maxLength: 12 },
);
const writers: readonly ((packets: readonly WrittenPacket[]) => Uint8Array)[] = [
  (packets) => writePcap(packets, { nanoseconds: true }),
  (packets) => writePcap(packets, { littleEndian: false }),
  (packets) => writePcap(packets, { magic: 0xa1b2cd34, recordExtra: Uint8Array.of(1, 0, 0, 0, 0, 8, 0, 0) }),
  (packets) => writePcapng(packets),
  (packets) => writePcapng(packets, { littleEndian: false }),
  (packets) => writeSnoop(packets),
];

function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const at = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  return [...at, bytes.length].map((end, index) => bytes.subarray(at[index - 1] ?? 0, end));
}

describe('any chunking', () => {
  test(
    'gives the same packets, problems and offsets',
    () => {
      const inputs = fc.record({
        packets: anyPackets,
        write: fc.constantFrom(...writers),
        places: fc.array(fc.nat(), { maxLength: 20 }),
        cutOff: fc.nat({ max: 30 }),
        chunk: fc.constantFrom(64, 200, 4096, undefined),
      });
      fc.assert(
        fc.property(inputs, ({ packets, write, places, cutOff, chunk }) => {
          const whole = write(packets);
          const bytes = whole.subarray(0, whole.length - (cutOff > 20 ? cutOff : 0));
          expect(readChunks(cut(bytes, places), chunk)).toEqual(readAll(bytes));
        }),
      );
    },
    timeoutMs,
  );

  test(
    'all containers say the same',
    () => {
      fc.assert(
        fc.property(anyPackets, (packets) => {
          expect(readAll(writePcap(packets, { nanoseconds: true })).packets).toEqual(expectPackets(packets));
          expect(readAll(writePcapng(packets)).packets).toEqual(expectPackets(packets));
          expect(readAll(writeSnoop(packets)).packets).toEqual(expectPackets(packets, { unitNs: 1000 }));
        }),
      );
    },
    timeoutMs,
  );

  test('bytes read straight into the space', () => {
    const file = writePcap(Array.from({ length: 2000 }, () => threePackets).flat());
    const packets: SeenPacket[] = [];
    const context = recordContext();
    const reader = new CaptureReader(context, { chunk: 1000 });
    const packet = createPacketView();
    for (let offset = 0; ; ) {
      const step = reader.next(packet);
      if (step === 'packet') packets.push(seePacket(packet));
      if (step === 'end') break;
      if (step === 'more') {
        const space = reader.space();
        const part = file.subarray(offset, offset + Math.min(space.length, 777));
        space.set(part);
        offset += part.length;
        if (part.length === 0) reader.end();
        else reader.filled(part.length);
      }
    }
    expect(packets).toEqual(readAll(file).packets);
    expect(packets.length).toBe(6000);
    expect(reader.packets).toBe(6000);
  });

  test('memory comes from whoever was asked', () => {
    const lengths: number[] = [];
    const allocate = (byteLength: number): ArrayBuffer => {
      lengths.push(byteLength);
      return new ArrayBuffer(byteLength);
    };
    const reader = new CaptureReader(recordContext(), { allocate });
    expect(reader.space().buffer.byteLength).toBe(lengths[0]);
    expect(lengths.length).toBe(1);
  });
});

describe('any bytes', () => {
  const magics = [
    'd4c3b2a1',
    'a1b2c3d4',
    '4d3cb2a1',
    '34cdb2a1',
    '0a0d0d0a1c0000004d3c2b1a',
    '736e6f6f7000000000000002',
  ];
  const magic = fc.constantFrom(...magics, '1f8b08', '28b52ffd', '502a4d18', '');

  test(
    'never throw, and never answer without end',
    () => {
      fc.assert(
        fc.property(magic, fc.uint8Array({ maxLength: 2000 }), (start, rest) => {
          const bytes = concatBytes(Buffer.from(start, 'hex'), rest);
          const { packets } = readAll(bytes);
          expect(packets.length).toBeLessThanOrEqual(bytes.length);
        }),
      );
    },
    timeoutMs,
  );

  test(
    'the same byte changed never does either, and every packet lies in the buffer',
    () => {
      const change = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 10 });
      fc.assert(
        fc.property(anyPackets, fc.constantFrom(...writers), change, (packets, write, changes) => {
          const bytes = write(packets).slice();
          for (const [place, value] of changes) bytes[place % bytes.length] = value;
          const reader = new CaptureReader(recordContext());
          const packet = createPacketView();
          reader.push(bytes);
          reader.end();
          while (reader.next(packet) === 'packet') {
            expect(packet.start).toBeLessThanOrEqual(packet.end);
            expect(packet.end).toBeLessThanOrEqual(packet.bytes.length);
            expect(Number.isFinite(packet.timeNs)).toBe(true);
          }
          expect(reader.next(packet)).toBe('end');
        }),
      );
    },
    timeoutMs,
  );
});

describe('what is no capture', () => {
  test.each([
    ['', 'It is empty'],
    ['hello', 'It is no capture but text'],
    ['{"a": 1}', 'It is no capture but JSON'],
    ['<!doctype html>', 'It is no capture but HTML or XML'],
    [
      '09:38:41.402487 IP 192.0.2.1.51720 > 198.51.100.2.80: Flags [S], seq 1, win 64240, length 0\n',
      "It is no capture but text as tcpdump prints it: record with tcpdump's -w option",
    ],
    ['\xfd7zXZ\0\0\x04', 'It is no capture but xz: decompress it with xz -d first'],
    ['PK\x03\x04', 'It is no capture but a zip archive: unpack it first'],
    [
      `${'\0'.repeat(72)}\x02\0\x02\xc0\x38\x01\0\0`,
      'It is no capture but an event trace of Windows: convert it with pktmon etl2pcap, or etl2pcapng, first',
    ],
    [`${'\0'.repeat(72)}\x02\0\x02\xc0\x38\x01\x0a\0`, 'It is no capture of any known format'],
    ['\0\0\0\0\0\0\0\0\0\0\0\0\0\0', 'It is no capture but zero bytes only'],
    ['\x01\x02\x03\xff', 'It is no capture of any known format'],
    ['\n\r\r\n\x1c\0\0\0\0\0\0\0', 'It is no capture of any known format'],
  ])('%j', (text, message) => {
    const bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
    const problems: readonly Problem[] = [{ code: 'not-a-capture', message, count: 1, offset: 0 }];
    expect(readChunks(Array.from(bytes, (byte) => Uint8Array.of(byte))).problems).toEqual(problems);
    expect(readAll(bytes).problems).toEqual(problems);
  });

  test('is known before an endless input ends', () => {
    const context = recordContext();
    const reader = new CaptureReader(context, { file: 'endless' });
    reader.push(new TextEncoder().encode('no capture '.repeat(50)));
    expect(reader.next(createPacketView())).toBe('end');
    expect(context.problems.map(({ file, message }) => `${file}: ${message}`)).toEqual([
      'endless: It is no capture but text',
    ]);
  });
});

describe('readCapture', () => {
  async function collect(input: Parameters<typeof readCapture>[0]): Promise<string[]> {
    const seen: string[] = [];
    const options = {
      onProblem: ({ code }: Problem) => seen.push(code),
      onName: (address: string, name: string) => seen.push(`${address} ${name}`),
    };
    for await (const { number, seconds, nanoseconds, linkType, data, originalLength } of readCapture(input, options)) {
      seen.push(`${number} ${seconds}.${nanoseconds} ${linkType} ${data.length}/${originalLength}`);
    }
    return seen;
  }
  const lines = ['1 1700000000.123456789 1 13/13', '2 1700000000.999999999 1 60/60', '3 1700003600.1000 1 32/1514'];

  test('takes bytes, iterables and async iterables', async () => {
    const file = writePcapng(threePackets);
    const parts = cut(file, [100, 170]);
    async function* later(): AsyncGenerator<Uint8Array> {
      yield* parts;
    }
    expect(await collect(file)).toEqual(lines);
    expect(await collect(parts)).toEqual(lines);
    expect(await collect(later())).toEqual(lines);
  });

  test('tells problems and names', async () => {
    const names = new PcapngWriter().nameResolution([[[192, 0, 2, 1], 'client.example']]);
    const file = concatBytes(writePcapng(threePackets), names, Uint8Array.of(1, 2, 3));
    expect(await collect(file)).toEqual([...lines, '192.0.2.1 client.example', 'truncated-input']);
  });

  test('times before the first packet count back', async () => {
    const backwards = [threePackets[1]!, { ...threePackets[0]!, seconds: 1_699_999_999 }];
    expect(await collect(writePcapng(backwards))).toEqual([
      '1 1700000000.999999999 1 60/60',
      '2 1699999999.123456789 1 13/13',
    ]);
  });

  test('the data is a copy', async () => {
    const kept: Uint8Array[] = [];
    for await (const { data } of readCapture(writePcapng(threePackets))) kept.push(data);
    expect(kept).toEqual(threePackets.map(({ data }) => data));
  });
});
