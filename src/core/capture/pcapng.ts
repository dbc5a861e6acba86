/**
 * The pcapng container (draft-ietf-opsawg-pcapng, https://www.ietf.org/archive/id/draft-ietf-opsawg-pcapng-03.html):
 * sections of blocks, each with its byte order and its interfaces. Packets come from enhanced, simple and obsolete packet
 * blocks, names from name-resolution blocks; every other block is skipped by its length without being held in memory.
 */
import type { PacketView } from '../model/packet.ts';
import type { ProblemCode } from '../model/problem.ts';
import {
  type CaptureFormat,
  type InputWindow,
  LARGEST_PACKET,
  type ReaderContext,
  type ReadStep,
  type RecordReader,
} from './_capture-format.ts';
import { readNames } from './_name-resolution.ts';
import { Timestamps } from './_timestamps.ts';

const SECTION_HEADER = 0x0a0d0d0a;
const INTERFACE_DESCRIPTION = 1;
const OBSOLETE_PACKET = 2;
const SIMPLE_PACKET = 3;
const NAME_RESOLUTION = 4;
const ENHANCED_PACKET = 6;

/** Blocks Wireshark counts as frames: custom blocks, the systemd journal's, sysdig's events. */
const FRAMES_WITHOUT_PACKET: ReadonlySet<number> = new Set([
  0x00000bad, 0x40000bad, 0x00000009, 0x00000204, 0x00000208, 0x00000216, 0x00000217, 0x00000221, 0x00000222,
]);

const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
/** Type, two lengths: the least a block can have. */
const SMALLEST_BLOCK = 12;
const SECTION_HEADER_LENGTH = 28;
const INTERFACE_HEADER = 16;
/** Header of an enhanced or obsolete packet block, up to its packet. */
const PACKET_HEADER = 28;
const SIMPLE_HEADER = 12;
const TRAILER = 4;
const SMALLEST_PACKET_BLOCK = PACKET_HEADER + TRAILER;
/** A block that must lie in memory whole may be this large: the largest packet and as much for its options. */
const LARGEST_BLOCK = 2 * LARGEST_PACKET;

/** Interfaces of a section that are remembered: a hostile capture can describe millions. */
const MOST_INTERFACES = 65_536;

const END_OF_OPTIONS = 0;
const OPTION_TIME_RESOLUTION = 9;
const OPTION_TIME_OFFSET = 14;
const MICROSECONDS = 6;

const UNEQUAL = 'The two lengths of a block differ';

interface Interface {
  readonly linkType: number;
  readonly snapLength: number;
  readonly timestamps: Timestamps;
}

class PcapngReader implements RecordReader {
  readonly #context: ReaderContext;
  #littleEndian = true;
  #interfaces: Interface[] = [];
  /** Bytes of a block still to be skipped, its trailer included; and the length that trailer has to repeat. */
  #skip = 0;
  #skipLength = 0;
  #hasBase = false;
  /** Whether a packet of this capture is in the view, whose time a simple packet may take. */
  #hasTime = false;
  #number = 0;

  constructor(context: ReaderContext) {
    this.#context = context;
  }

  next(input: InputWindow, packet: PacketView): ReadStep {
    for (;;) {
      const start = input.start;
      const view = input.view;
      const littleEndian = this.#littleEndian;
      if (this.#skip === 0 && start + PACKET_HEADER <= input.end) {
        const type = view.getUint32(start, littleEndian);
        const length = view.getUint32(start + 4, littleEndian);
        const whole = length >= SMALLEST_PACKET_BLOCK && length <= LARGEST_BLOCK && start + length <= input.end;
        if (type === ENHANCED_PACKET && whole && view.getUint32(start + length - TRAILER, littleEndian) === length) {
          if (this.#readPacket(input, packet, length, view.getUint32(start + 8, littleEndian))) return 'packet';
          continue;
        }
      }
      const step = this.#stepSlowly(input, packet);
      if (step !== undefined) return step;
    }
  }

  /** Takes a block that lies whole in the window, or a part of one that is skipped; undefined: go on. */
  #stepSlowly(input: InputWindow, packet: PacketView): ReadStep | undefined {
    if (this.#skip > 0) return this.#skipSome(input);
    if (input.start + SMALLEST_BLOCK > input.end) return this.#stopShort(input);
    const type = input.view.getUint32(input.start, this.#littleEndian);
    if (type === SECTION_HEADER) return this.#readSectionHeader(input);
    const length = input.view.getUint32(input.start + 4, this.#littleEndian);
    if (length < SMALLEST_BLOCK) return this.#giveUp(input, `A block claims a length of ${length} bytes`);
    const needed = smallestLength(type);
    if (needed > 0 && needed <= length && length <= LARGEST_BLOCK) return this.#readBlock(input, packet, type, length);
    if (needed > 0) this.#report(input, 'bad-length', 'A block has a length that cannot be: it was left out');
    if (FRAMES_WITHOUT_PACKET.has(type)) this.#number += 1;
    this.#skipBlock(length);
    return undefined;
  }

  #skipBlock(length: number): void {
    this.#skip = length;
    this.#skipLength = length;
  }

  #skipSome(input: InputWindow): ReadStep | undefined {
    const skipped = Math.min(this.#skip - TRAILER, input.end - input.start);
    this.#skip -= skipped;
    input.start += skipped;
    if (this.#skip > TRAILER || input.start + TRAILER > input.end) return this.#stopShort(input);
    if (input.view.getUint32(input.start, this.#littleEndian) !== this.#skipLength) return this.#giveUp(input, UNEQUAL);
    input.start += TRAILER;
    this.#skip = 0;
    return undefined;
  }

  /** Reads a block that is not skipped. */
  #readBlock(input: InputWindow, packet: PacketView, type: number, length: number): ReadStep | undefined {
    const { view, start } = input;
    if (start + length > input.end) return this.#stopShort(input);
    if (view.getUint32(start + length - TRAILER, this.#littleEndian) !== length) return this.#giveUp(input, UNEQUAL);
    const littleEndian = this.#littleEndian;
    switch (type) {
      case ENHANCED_PACKET:
        return this.#readPacket(input, packet, length, view.getUint32(start + 8, littleEndian)) ? 'packet' : undefined;
      case OBSOLETE_PACKET:
        return this.#readPacket(input, packet, length, view.getUint16(start + 8, littleEndian)) ? 'packet' : undefined;
      case SIMPLE_PACKET:
        return this.#readSimplePacket(input, packet, length) ? 'packet' : undefined;
      case INTERFACE_DESCRIPTION:
        this.#readInterface(input, length);
        break;
      default:
        readNames(view, start + 8, start + length - TRAILER, littleEndian, this.#context.name);
    }
    input.start = start + length;
    return undefined;
  }

  #readSectionHeader(input: InputWindow): ReadStep | undefined {
    const { view, start } = input;
    this.#littleEndian = view.getUint32(start + 8, true) === BYTE_ORDER_MAGIC;
    if (view.getUint32(start + 8, this.#littleEndian) !== BYTE_ORDER_MAGIC) {
      return this.#giveUp(input, 'A section header has no byte-order magic');
    }
    const length = view.getUint32(start + 4, this.#littleEndian);
    if (length < SECTION_HEADER_LENGTH) return this.#giveUp(input, `A section header claims ${length} bytes`);
    this.#interfaces = [];
    this.#skipBlock(length);
    return undefined;
  }

  #readInterface(input: InputWindow, length: number): void {
    if (this.#interfaces.length === MOST_INTERFACES) {
      this.#report(
        input,
        'limit-reached',
        `More than ${MOST_INTERFACES} interfaces: the packets of the others were left out`,
      );
      return;
    }
    const { view, start } = input;
    const littleEndian = this.#littleEndian;
    let resolution = MICROSECONDS;
    let offsetSeconds = 0n;
    const end = start + length - TRAILER;
    for (let option = start + INTERFACE_HEADER; option + 4 <= end; ) {
      const code = view.getUint16(option, littleEndian);
      const optionLength = view.getUint16(option + 2, littleEndian);
      const value = option + 4;
      if (code === END_OF_OPTIONS || value + optionLength > end) break;
      if (code === OPTION_TIME_RESOLUTION && optionLength >= 1) resolution = view.getUint8(value);
      if (code === OPTION_TIME_OFFSET && optionLength >= 8) offsetSeconds = view.getBigInt64(value, littleEndian);
      option = value + roundUp(optionLength);
    }
    const linkType = view.getUint16(start + 8, littleEndian);
    const snapLength = view.getUint32(start + 12, littleEndian);
    const timestamps = new Timestamps(resolution, offsetSeconds);
    if (this.#context.base.seconds !== undefined) timestamps.rebase(this.#context.base.seconds);
    this.#interfaces.push({ linkType, snapLength, timestamps });
    this.#context.linkType?.(linkType);
  }

  /** Reads an enhanced or obsolete packet block that lies whole in the window; false where it is damaged. */
  #readPacket(input: InputWindow, packet: PacketView, length: number, interfaceId: number): boolean {
    const { view, start } = input;
    const littleEndian = this.#littleEndian;
    const captured = view.getUint32(start + 20, littleEndian);
    const from = this.#interfaces[interfaceId];
    if (from === undefined || captured > length - PACKET_HEADER - TRAILER || captured > LARGEST_PACKET) {
      return this.#leaveOut(input, length, from === undefined);
    }
    const high = view.getUint32(start + 12, littleEndian);
    const low = view.getUint32(start + 16, littleEndian);
    if (!this.#hasBase) this.#setBase(from.timestamps.seconds(high, low));
    this.#number += 1;
    packet.number = this.#number;
    packet.timeNs = from.timestamps.toTimeNs(high, low);
    packet.linkType = from.linkType;
    if (packet.view !== view) {
      packet.view = view;
      packet.bytes = input.bytes;
    }
    packet.start = start + PACKET_HEADER;
    packet.end = start + PACKET_HEADER + captured;
    packet.originalLength = view.getUint32(start + 24, littleEndian);
    input.start = start + length;
    return true;
  }

  /** A simple packet block has no time and no interface: it gets the time of the packet before. */
  #readSimplePacket(input: InputWindow, packet: PacketView, length: number): boolean {
    const { view, start } = input;
    const from = this.#interfaces[0];
    if (from === undefined) return this.#leaveOut(input, length, true);
    const original = view.getUint32(start + 8, this.#littleEndian);
    const limit = from.snapLength === 0 ? original : Math.min(original, from.snapLength);
    const captured = Math.min(limit, length - SIMPLE_HEADER - TRAILER);
    if (captured > LARGEST_PACKET) return this.#leaveOut(input, length, false);
    if (!this.#hasTime) packet.timeNs = 0;
    this.#hasTime = true;
    this.#number += 1;
    packet.number = this.#number;
    packet.linkType = from.linkType;
    packet.view = view;
    packet.bytes = input.bytes;
    packet.start = start + SIMPLE_HEADER;
    packet.end = start + SIMPLE_HEADER + captured;
    packet.originalLength = original;
    input.start = start + length;
    return true;
  }

  #leaveOut(input: InputWindow, length: number, unknownInterface: boolean): false {
    if (unknownInterface) {
      this.#report(
        input,
        'bad-header',
        'A packet names an interface that the capture does not describe: it was left out',
      );
    } else {
      this.#report(input, 'bad-length', 'A packet is larger than the block it is in: it was left out');
    }
    this.#skipBlock(length);
    return false;
  }

  #setBase(seconds: number): void {
    const base = this.#context.base.seconds ?? seconds;
    this.#context.base.seconds = base;
    for (const { timestamps } of this.#interfaces) timestamps.rebase(base);
    this.#hasBase = true;
    this.#hasTime = true;
  }

  #stopShort(input: InputWindow): ReadStep {
    if (!input.ended) return 'more';
    if (input.start < input.end || this.#skip > 0) {
      this.#report(input, 'truncated-input', 'The capture ends inside a block: everything before it was read');
      input.start = input.end;
      this.#skip = 0;
    }
    return 'end';
  }

  #giveUp(input: InputWindow, what: string): ReadStep {
    this.#report(input, 'bad-length', `${what}: the capture is damaged here and was read up to it`);
    input.start = input.end;
    return 'end';
  }

  #report(input: InputWindow, code: ProblemCode, message: string): void {
    this.#context.report({ code, message, count: 1, offset: input.position + input.start });
  }
}

/** The least length of a block whose content is read; 0 for those that are skipped. */
function smallestLength(type: number): number {
  switch (type) {
    case ENHANCED_PACKET:
    case OBSOLETE_PACKET:
      return SMALLEST_PACKET_BLOCK;
    case SIMPLE_PACKET:
      return SIMPLE_HEADER + TRAILER;
    case INTERFACE_DESCRIPTION:
      return INTERFACE_HEADER + TRAILER;
    case NAME_RESOLUTION:
      return SMALLEST_BLOCK;
    default:
      return 0;
  }
}

/** Options are padded to 32 bits. */
function roundUp(length: number): number {
  return (length & 3) === 0 ? length : length + 4 - (length & 3);
}

/** pcapng, as Wireshark, dumpcap and recent tcpdumps write it. */
export const captureFormat: CaptureFormat = {
  id: 'pcapng',
  title: 'pcapng',
  magicLength: 12,
  matches: ({ view, start, end }) => {
    if (end - start < 12 || view.getUint32(start) !== SECTION_HEADER) return false;
    return (
      view.getUint32(start + 8, true) === BYTE_ORDER_MAGIC || view.getUint32(start + 8, false) === BYTE_ORDER_MAGIC
    );
  },
  open: (context) => new PcapngReader(context),
};
