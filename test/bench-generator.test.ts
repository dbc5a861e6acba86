/**
 * The captures that the bench generates: the same bytes for the same options, frames that stand up to tshark, and the mix
 * of connections that makes the figures mean something. The frames are read by a small reader of this test's own.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type CaptureOptions, generateCapture } from '../bench/generate.mjs';

const FIN = 0x01;
const SYN = 0x02;
const RST = 0x04;
const ACK = 0x10;
const FILE_HEADER = 24;
const RECORD_HEADER = 16;

const folder = mkdtempSync(join(tmpdir(), 'whyclosed-bench-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

const base: CaptureOptions = {
  packets: 8_000,
  bytes: undefined,
  connections: 60,
  payload: 'full',
  format: 'pcap',
  seed: 1,
};

function generate(name: string, options: Partial<CaptureOptions> = {}): Buffer {
  const path = join(folder, name);
  generateCapture(path, { ...base, ...options });
  return readFileSync(path);
}

function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

interface Frame {
  readonly timeUs: number;
  readonly wireLength: number;
  readonly bytes: Buffer;
}

function readFrames(file: Buffer): Frame[] {
  const frames: Frame[] = [];
  for (let at = FILE_HEADER; at < file.length; ) {
    const captured = file.readUInt32LE(at + 8);
    frames.push({
      timeUs: file.readUInt32LE(at) * 1e6 + file.readUInt32LE(at + 4),
      wireLength: file.readUInt32LE(at + 12),
      bytes: file.subarray(at + RECORD_HEADER, at + RECORD_HEADER + captured),
    });
    at += RECORD_HEADER + captured;
  }
  return frames;
}

interface Segment {
  readonly vlan: boolean;
  readonly ipv6: boolean;
  readonly flags: number;
  readonly sequence: number;
  readonly timestamps: boolean;
  readonly payloadLength: number;
  readonly sender: string;
  readonly connection: string;
  readonly ipHeaderSum: number | undefined;
  readonly tcpSum: number;
}

function readSegment({ bytes }: Frame): Segment {
  const vlan = bytes.readUInt16BE(12) === 0x8100;
  const network = vlan ? 18 : 14;
  const ipv6 = bytes.readUInt16BE(network - 2) === 0x86dd;
  const [addresses, addressLength, transport] = ipv6
    ? [network + 8, 16, network + 40]
    : [network + 12, 4, network + 20];
  const segmentLength = ipv6 ? bytes.readUInt16BE(network + 4) : bytes.readUInt16BE(network + 2) - 20;
  const segment = bytes.subarray(transport, transport + segmentLength);
  const headerLength = (segment.readUInt8(12) >> 4) * 4;
  const ends = [0, 1].map((side) => {
    const address = bytes.subarray(addresses + side * addressLength, addresses + (side + 1) * addressLength);
    return `${address.toString('hex')}:${segment.readUInt16BE(side * 2)}`;
  });
  const pseudoHeader = Buffer.alloc(8);
  pseudoHeader.writeUInt32BE(segmentLength);
  pseudoHeader.writeUInt32BE(6, 4);
  return {
    vlan,
    ipv6,
    flags: segment.readUInt8(13),
    sequence: segment.readUInt32BE(4),
    timestamps: segment.subarray(20, headerLength).includes(Buffer.of(8, 10)),
    payloadLength: segmentLength - headerLength,
    sender: ends.join(' > '),
    connection: ends.toSorted().join(' - '),
    ipHeaderSum: ipv6 ? undefined : sumOnes(bytes.subarray(network, network + 20)),
    tcpSum: sumOnes(bytes.subarray(addresses, addresses + 2 * addressLength), pseudoHeader, segment),
  };
}

/** The ones' complement sum, 0xffff where a checksum inside is right (RFC 1071). */
function sumOnes(...parts: readonly Uint8Array[]): number {
  let sum = 0;
  for (const part of parts) for (const [index, byte] of part.entries()) sum += index % 2 === 0 ? byte << 8 : byte;
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return sum;
}

const file = generate('full.pcap');
const frames = readFrames(file);
const segments = frames.map(readSegment);

function groupBy(key: 'connection' | 'sender'): Map<string, Segment[]> {
  const groups = new Map<string, Segment[]>();
  for (const segment of segments) groups.set(segment[key], [...(groups.get(segment[key]) ?? []), segment]);
  return groups;
}

describe('the same options make the same bytes', () => {
  test('twice in one run', () => {
    expect(hash(generate('again.pcap'))).toBe(hash(file));
  });

  // Where this differs on purpose, raise GENERATOR_VERSION too: captures kept from before would be taken for new ones.
  test('on every machine', () => {
    expect(hash(file)).toBe('85356ceb24bb7f508268dd58b4be33f48213cd522e628923bcb8ac15cc5d684c');
  });

  test('and another seed makes others', () => {
    expect(hash(generate('seed.pcap', { seed: 2 }))).not.toBe(hash(file));
  });
});

describe('what the options ask for', () => {
  test('as many packets, their times in order', () => {
    expect(frames).toHaveLength(8_000);
    expect(frames.every(({ timeUs }, index) => timeUs >= (frames[index - 1]?.timeUs ?? 0))).toBe(true);
  });

  test('a size, passed by less than a packet', () => {
    const size = generate('size.pcap', { packets: undefined, bytes: 1_000_000 }).length;
    expect(size).toBeGreaterThanOrEqual(1_000_000);
    expect(size).toBeLessThan(1_001_600);
  });

  test('all connections open after the first packet of each', () => {
    const first = segments.slice(0, base.connections);
    expect(new Set(first.map(({ connection }) => connection)).size).toBe(base.connections);
    expect(first.every(({ flags }) => flags === SYN)).toBe(true);
  });

  test('headers only: the same frames, cut', () => {
    const cut = readFrames(generate('headers.pcap', { payload: 'headers' }));
    expect(cut.map(({ wireLength }) => wireLength)).toEqual(frames.map(({ wireLength }) => wireLength));
    expect(cut.map(({ bytes }) => hash(bytes))).toEqual(frames.map(({ bytes }) => hash(bytes.subarray(0, 96))));
  });
});

describe('valid checksums', () => {
  test('of every IPv4 header', () => {
    const sums = segments.flatMap(({ ipHeaderSum }) => (ipHeaderSum === undefined ? [] : [ipHeaderSum]));
    expect(sums.length).toBeGreaterThan(5_000);
    expect(new Set(sums)).toEqual(new Set([0xffff]));
  });

  test('of every TCP segment', () => {
    expect(new Set(segments.map(({ tcpSum }) => tcpSum))).toEqual(new Set([0xffff]));
  });

  test('and a flipped byte would show', () => {
    const [frame] = frames;
    const bytes = Buffer.from(frame?.bytes ?? []);
    bytes.writeUInt8(bytes.readUInt8(30) ^ 1, 30);
    const { ipHeaderSum, tcpSum } = readSegment({ timeUs: 0, wireLength: bytes.length, bytes });
    expect([ipHeaderSum === 0xffff, tcpSum === 0xffff]).toEqual([false, false]);
  });
});

describe('the mix of connections', () => {
  const share = (matches: (segment: Segment) => boolean) => segments.filter(matches).length / segments.length;
  const connections = groupBy('connection');
  const connectionShare = (matches: (list: readonly Segment[]) => boolean) =>
    [...connections.values()].filter(matches).length / connections.size;

  test.each<[string, number, number, (segment: Segment) => boolean]>([
    ['IPv6', 0.08, 0.25, ({ ipv6 }) => ipv6],
    ['a VLAN tag', 0.01, 0.06, ({ vlan }) => vlan],
    ['timestamps', 0.65, 0.95, ({ timestamps }) => timestamps],
    ['a payload', 0.4, 0.8, ({ payloadLength }) => payloadLength > 0],
  ])('%s on some packets', (_, least, most, matches) => {
    expect(share(matches)).toBeGreaterThan(least);
    expect(share(matches)).toBeLessThan(most);
  });

  test.each<[string, number, number, (list: readonly Segment[]) => boolean]>([
    ['closed by FIN from both sides', 0.5, 0.85, (list) => list.filter(({ flags }) => flags & FIN).length === 2],
    [
      'reset after the handshake',
      0.03,
      0.15,
      (list) => list.length > 3 && list.some(({ flags }) => (flags & RST) !== 0),
    ],
    ['refused', 0.01, 0.1, (list) => list.length === 2 && list[1]?.flags === (RST | ACK)],
    ['unanswered', 0.01, 0.12, (list) => list.length > 1 && list.every(({ flags }) => flags === SYN)],
    ['not ended', 0.05, 0.4, (list) => list.length > 3 && list.every(({ flags }) => (flags & (FIN | RST)) === 0)],
  ])('%s: some connections', (_, least, most, matches) => {
    expect(connectionShare(matches)).toBeGreaterThan(least);
    expect(connectionShare(matches)).toBeLessThan(most);
  });

  test('few retransmissions, and fewer segments out of order', () => {
    let repeated = 0;
    let late = 0;
    for (const list of groupBy('sender').values()) {
      const first = list[0]?.sequence ?? 0;
      const seen = new Set<number>();
      let highest = 0;
      for (const { sequence, payloadLength } of list.filter((segment) => segment.payloadLength > 0)) {
        const offset = (sequence - first) >>> 0;
        if (seen.has(offset)) repeated++;
        else if (offset < highest) late++;
        seen.add(offset);
        highest = Math.max(highest, offset + payloadLength);
      }
    }
    expect(late).toBeGreaterThan(5);
    expect(repeated).toBeGreaterThan(late);
    expect(repeated).toBeLessThan(segments.length / 50);
  });
});

describe('tshark reads it', () => {
  const read = (name: string, ...args: readonly string[]) =>
    spawnSync('tshark', ['-n', '-r', join(folder, name), ...args], { encoding: 'utf8', maxBuffer: 1 << 28 }).stdout;

  test('without a complaint about form or checksums', () => {
    const checksums = ['-o', 'ip.check_checksum:TRUE', '-o', 'tcp.check_checksum:TRUE'];
    const wrong = '_ws.malformed || ip.checksum.status == 0 || tcp.checksum.status == 0 || tls.ignored_unknown_record';
    expect(read('full.pcap', ...checksums, '-Y', wrong)).toBe('');
    expect(read('full.pcap', '-Y', 'tcp', '-T', 'fields', '-e', 'frame.number').trim().split('\n')).toHaveLength(8_000);
  });

  test('with whole requests and responses inside', () => {
    const lengths = read('full.pcap', '-Y', 'http.response', '-T', 'fields', '-e', 'http.content_length');
    expect(lengths.trim().split('\n').length).toBeGreaterThan(50);
    const hellos = read('full.pcap', '-Y', 'tls.handshake.extensions_server_name == "shop.example"');
    expect(hellos.trim().split('\n').length).toBeGreaterThan(50);
  });

  test('the same from pcapng', () => {
    generate('full.pcapng', { format: 'pcapng' });
    const fields = [
      '-T',
      'fields',
      '-e',
      'frame.time_epoch',
      '-e',
      'frame.len',
      '-e',
      'tcp.stream',
      '-e',
      'tcp.seq_raw',
    ];
    const lines = read('full.pcapng', ...fields);
    expect(lines.trim().split('\n')).toHaveLength(8_000);
    expect(lines).toBe(read('full.pcap', ...fields));
  });
});
