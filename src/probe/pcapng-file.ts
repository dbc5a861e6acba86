/**
 * A recording as a pcapng file (draft-ietf-opsawg-pcapng), which has room for words: what was tried and what came of it
 * stand at its head, and the verdict at the packet that closed. Wireshark shows both.
 */
import { createPacketView } from '../core/capture/_packet-view.ts';
import { CaptureReader } from '../core/capture/_reader.ts';

/** What is written beside the packets. */
export interface CaptureNotes {
  /** The program that wrote the file, with its version. */
  readonly application: string;
  /** Of the whole recording. */
  readonly comment: string;
  /** Of single packets, by their number in the recording, from 1. */
  readonly packets?: ReadonlyMap<number, string>;
}

const SECTION_HEADER = 0x0a0d0d0a;
const INTERFACE_DESCRIPTION = 1;
const ENHANCED_PACKET = 6;
const MAGIC = 0x1a2b3c4d;

const END_OF_OPTIONS = 0;
const COMMENT = 1;
const IF_NAME = 2;
const IF_TSRESOL = 9;
const USER_APPLICATION = 4;
const NANOSECONDS = 9;

/** An option holds so many bytes at most; more of a text is left out. */
const TEXT_MAX = 65_532;
const TWO_32 = 2n ** 32n;

/** Writes the packets of a pcap recording with times in nanoseconds; `interfaceName` is where they were recorded. */
export function toPcapng(pcap: Uint8Array, interfaceName: string, notes: CaptureNotes): Uint8Array {
  const blocks: Buffer[] = [
    block(SECTION_HEADER, [
      words(MAGIC, 0x0000_0001, 0xffff_ffff, 0xffff_ffff),
      option(COMMENT, Buffer.from(notes.comment)),
      option(USER_APPLICATION, Buffer.from(notes.application)),
      option(END_OF_OPTIONS, Buffer.alloc(0)),
    ]),
  ];
  const base: { seconds: number | undefined } = { seconds: undefined };
  const reader = new CaptureReader({
    base,
    report: () => {},
    name: () => {},
    linkType: (linkType) => blocks.push(describeInterface(linkType, interfaceName)),
  });
  reader.push(pcap);
  reader.end();
  const packet = createPacketView();
  for (let number = 1; reader.next(packet) === 'packet'; number += 1) {
    const bytes = Buffer.from(packet.view.buffer, packet.view.byteOffset + packet.start, packet.end - packet.start);
    const time = BigInt(base.seconds ?? 0) * 1_000_000_000n + BigInt(Math.round(packet.timeNs));
    const comment = notes.packets?.get(number);
    const options =
      comment === undefined ? [] : [option(COMMENT, Buffer.from(comment)), option(END_OF_OPTIONS, Buffer.alloc(0))];
    const head = words(0, Number(time / TWO_32), Number(time % TWO_32), bytes.length, packet.originalLength);
    blocks.push(block(ENHANCED_PACKET, [head, padded(bytes), ...options]));
  }
  return Buffer.concat(blocks);
}

function describeInterface(linkType: number, name: string): Buffer {
  return block(INTERFACE_DESCRIPTION, [
    words(linkType, 0),
    option(IF_NAME, Buffer.from(name)),
    option(IF_TSRESOL, Buffer.from([NANOSECONDS])),
    option(END_OF_OPTIONS, Buffer.alloc(0)),
  ]);
}

function block(type: number, parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const length = body.length + 12;
  return Buffer.concat([words(type, length), body, words(length)]);
}

function option(code: number, value: Buffer): Buffer {
  const kept = value.subarray(0, TEXT_MAX);
  return Buffer.concat([words(code | (kept.length << 16)), padded(kept)]);
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)]);
}

/** 32-bit words, little-endian. */
function words(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [at, value] of values.entries()) bytes.writeUInt32LE(value >>> 0, 4 * at);
  return bytes;
}
