/** Reads a capture to its end and keeps all that the reader tells, for tests to compare. */
import type { ReaderContext } from '../../src/core/capture/_capture-format.ts';
import { createPacketView } from '../../src/core/capture/_packet-view.ts';
import { CaptureReader } from '../../src/core/capture/_reader.ts';
import type { PacketView } from '../../src/core/model/packet.ts';
import type { Problem } from '../../src/core/model/problem.ts';
import type { WrittenPacket } from '../builders/capture-writers.ts';

/** A packet as it was read, with its bytes in hexadecimal. */
export interface SeenPacket {
  readonly number: number;
  readonly timeNs: number;
  readonly linkType: number;
  readonly data: string;
  readonly originalLength: number;
}

/** All that a reader told. */
export interface SeenCapture {
  readonly packets: readonly SeenPacket[];
  readonly problems: readonly Problem[];
  readonly names: readonly string[];
  readonly linkTypes: readonly number[];
  readonly baseSeconds: number | undefined;
}

/** A context that keeps what it is told. */
export function recordContext(): ReaderContext & Omit<SeenCapture, 'packets' | 'baseSeconds'> {
  const problems: Problem[] = [];
  const names: string[] = [];
  const linkTypes: number[] = [];
  return {
    base: { seconds: undefined },
    problems,
    names,
    linkTypes,
    report: (problem) => problems.push(problem),
    name: (address, name) => names.push(`${address} ${name}`),
    linkType: (linkType) => linkTypes.push(linkType),
  };
}

/** The packet a view stands at. */
export function seePacket(packet: PacketView): SeenPacket {
  const { number, timeNs, linkType, originalLength } = packet;
  const data = Buffer.from(packet.bytes.subarray(packet.start, packet.end)).toString('hex');
  return { number, timeNs, linkType, data, originalLength };
}

/** Reads bytes that are pushed in these chunks; `chunk` is the reader's own option. */
export function readChunks(chunks: Iterable<Uint8Array>, chunk?: number): SeenCapture {
  const context = recordContext();
  const reader = new CaptureReader(context, chunk === undefined ? {} : { chunk });
  const packet = createPacketView();
  const packets: SeenPacket[] = [];
  const drain = (): void => {
    while (reader.next(packet) === 'packet') packets.push(seePacket(packet));
  };
  for (const each of chunks) {
    reader.push(each);
    drain();
  }
  reader.end();
  drain();
  const { problems, names, linkTypes, base } = context;
  return { packets, problems, names, linkTypes, baseSeconds: base.seconds };
}

/** Reads bytes that are there at once. */
export function readAll(bytes: Uint8Array): SeenCapture {
  return readChunks([bytes]);
}

/** What is to be seen of written packets; in microseconds, where the capture keeps no more. */
export function expectPackets(
  packets: readonly WrittenPacket[],
  { linkType = 1, unitNs = 1 }: { readonly linkType?: number; readonly unitNs?: number } = {},
): readonly SeenPacket[] {
  const base = packets[0]?.seconds ?? 0;
  return packets.map(({ seconds, nanoseconds, data, originalLength = data.length }, index) => ({
    number: index + 1,
    timeNs: (seconds - base) * 1e9 + Math.floor(nanoseconds / unitNs) * unitNs,
    linkType,
    data: Buffer.from(data).toString('hex'),
    originalLength,
  }));
}

/** Three packets with different lengths and times, the last cut by the snaplen. */
export const threePackets: readonly WrittenPacket[] = [
  { seconds: 1_700_000_000, nanoseconds: 123_456_789, data: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13) },
  { seconds: 1_700_000_000, nanoseconds: 999_999_999, data: new Uint8Array(60).fill(7) },
  { seconds: 1_700_003_600, nanoseconds: 1000, data: new Uint8Array(32).fill(9), originalLength: 1514 },
];
