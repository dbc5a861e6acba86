/** The packets of a capture as plain objects, for those who want packets rather than verdicts. */
import type { Problem } from '../model/problem.ts';
import { type BaseSeconds, SECOND, type TimeNs } from '../model/time.ts';
import { createPacketView } from './_packet-view.ts';
import { CaptureReader } from './_reader.ts';

/** A packet of a capture. */
export interface ReadPacket {
  /** Wireshark's frame.number. */
  readonly number: number;
  /** Whole seconds since 1970-01-01T00:00:00Z. */
  readonly seconds: number;
  /** Nanoseconds after that second, 0 to 999,999,999. */
  readonly nanoseconds: number;
  /** A LINKTYPE_ value (https://www.tcpdump.org/linktypes.html). */
  readonly linkType: number;
  /** The bytes captured; a copy that is the caller's. */
  readonly data: Uint8Array<ArrayBuffer>;
  /** Bytes the packet had on the wire. */
  readonly originalLength: number;
}

/** What `readCapture` tells besides packets. */
export interface ReadCaptureOptions {
  /** Called for whatever is wrong with the input. */
  readonly onProblem?: (problem: Problem) => void;
  /** Called for the names a pcapng capture carries. */
  readonly onName?: (address: string, name: string) => void;
}

/** A whole capture, or its bytes piece by piece. */
export type Readable = Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/**
 * Reads a capture: pcap, pcapng or snoop, also in gzip or zstd, told by its content. Broken input is not thrown but told
 * to `onProblem`, and all packets before it are delivered.
 */
export async function* readCapture(
  input: Readable,
  options: ReadCaptureOptions = {},
): AsyncGenerator<ReadPacket, void, undefined> {
  const base: { seconds: BaseSeconds | undefined } = { seconds: undefined };
  const { onProblem, onName } = options;
  const reader = new CaptureReader({
    base,
    report: (problem) => onProblem?.(problem),
    name: (address, name) => onName?.(address, name),
  });
  for await (const chunk of input instanceof Uint8Array ? [input] : input) {
    reader.push(chunk);
    yield* takePackets(reader, base);
  }
  reader.end();
  yield* takePackets(reader, base);
}

function* takePackets(
  reader: CaptureReader,
  base: { readonly seconds: BaseSeconds | undefined },
): Generator<ReadPacket, void, undefined> {
  const packet = createPacketView();
  while (reader.next(packet) === 'packet') {
    const { number, linkType, bytes, start, end, originalLength } = packet;
    yield {
      number,
      ...splitTime(base.seconds ?? 0, packet.timeNs),
      linkType,
      data: copy(bytes, start, end),
      originalLength,
    };
  }
}

function splitTime(base: BaseSeconds, time: TimeNs): { readonly seconds: number; readonly nanoseconds: number } {
  const seconds = Math.floor(time / SECOND);
  return { seconds: base + seconds, nanoseconds: time - seconds * SECOND };
}

function copy(bytes: Uint8Array, start: number, end: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes.subarray(start, end));
}
