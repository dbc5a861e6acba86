/**
 * The pcap container (draft-ietf-opsawg-pcap; libpcap sf-pcap.c for the versions before 2.4): a file header, then records
 * of a header and the packet. Both byte orders, microseconds and nanoseconds, the patched variants, AIX's, and captures
 * put one behind the other with cat.
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
import { findRecordHeaderLength } from './_pcap-variant.ts';

const FILE_HEADER = 24;
const RECORD_HEADER = 16;
const STANDARD_MAGIC = 0xa1b2c3d4;
const NANOSECOND_MAGIC = 0xa1b23c4d;
const KUZNETZOV_MAGIC = 0xa1b2cd34;
const MAGICS: readonly number[] = [STANDARD_MAGIC, NANOSECOND_MAGIC, KUZNETZOV_MAGIC];

/** AIX says version 2.2, counts nanoseconds and has RFC 1573 interface types in place of link types. */
const AIX_LINK_TYPES: ReadonlyMap<number, number> = new Map([
  [6, 1],
  [9, 6],
  [15, 10],
  [24, 0],
]);

class PcapReader implements RecordReader {
  readonly #context: ReaderContext;
  #littleEndian = true;
  #hasFileHeader = false;
  #magic = 0;
  /** Bytes of a record's header; 0 until it is known. */
  #recordHeader = 0;
  #nsPerUnit = 1000;
  #linkType = 0;
  /** Where in a record's header the two lengths are: versions before 2.3 had them the other way round. */
  #capturedAt = 8;
  #originalAt = 12;
  /** Version 2.3 has them either way; captured can never be the larger one. */
  #lengthsMayBeSwapped = false;
  // 0.5 makes V8 keep it, and with it the times, as doubles from the start.
  #base = 0.5;
  #number = 0;

  constructor(context: ReaderContext) {
    this.#context = context;
  }

  next(input: InputWindow, packet: PacketView): ReadStep {
    if (this.#recordHeader === 0) return this.#begin(input, packet);
    const start = input.start;
    const body = start + this.#recordHeader;
    if (body > input.end) return this.#stopShort(input, 'record header');
    const view = input.view;
    const littleEndian = this.#littleEndian;
    let captured = view.getUint32(start + this.#capturedAt, littleEndian);
    let original = view.getUint32(start + this.#originalAt, littleEndian);
    if (captured > original && this.#lengthsMayBeSwapped) [captured, original] = [original, captured];
    if (captured > LARGEST_PACKET) return this.#giveUp(input, `A record claims a packet of ${captured} bytes`);
    if (captured === 0 && isFileHeader(view, start)) return this.#beginAgain(input, packet);
    const end = body + captured;
    if (end > input.end) return this.#stopShort(input, 'packet');
    const seconds = view.getUint32(start, littleEndian);
    const fraction = view.getUint32(start + 4, littleEndian);
    this.#number += 1;
    packet.number = this.#number;
    packet.timeNs = (seconds - this.#base) * 1e9 + fraction * this.#nsPerUnit;
    packet.linkType = this.#linkType;
    if (packet.view !== view) {
      packet.view = view;
      packet.bytes = input.bytes;
    }
    packet.start = body;
    packet.end = end;
    packet.originalLength = original;
    input.start = end;
    return 'packet';
  }

  /** Reads the file header and sets the base of times by the first record. */
  #begin(input: InputWindow, packet: PacketView): ReadStep {
    if (!this.#hasFileHeader) {
      if (input.start + FILE_HEADER > input.end) return this.#stopShort(input, 'file header');
      if (!this.#readFileHeader(input)) return 'end';
    }
    if (input.start + RECORD_HEADER > input.end) return this.#stopShort(input, 'record header');
    this.#recordHeader = this.#findRecordHeader(input);
    if (this.#recordHeader === 0) return 'more';
    this.#context.base.seconds ??= input.view.getUint32(input.start, this.#littleEndian);
    this.#base = this.#context.base.seconds;
    return this.next(input, packet);
  }

  /** A capture behind another, as `cat` or several gzip members make it. */
  #beginAgain(input: InputWindow, packet: PacketView): ReadStep {
    this.#hasFileHeader = false;
    this.#recordHeader = 0;
    return this.#begin(input, packet);
  }

  #readFileHeader(input: InputWindow): boolean {
    const { view, start } = input;
    const littleEndian = MAGICS.includes(view.getUint32(start, true));
    const major = view.getUint16(start + 4, littleEndian);
    const minor = view.getUint16(start + 6, littleEndian);
    if (major < 2) {
      this.#giveUp(input, `The file header says version ${major}.${minor}, which has no known layout`);
      return false;
    }
    const magic = view.getUint32(start, littleEndian);
    // The upper half holds the length of the frame check sequence and reserved bits.
    const linkType = view.getUint32(start + 20, littleEndian) & 0xffff;
    const aixLinkType =
      magic === STANDARD_MAGIC && major === 2 && minor === 2 ? AIX_LINK_TYPES.get(linkType) : undefined;
    const lengthsAreSwapped = (major === 2 && minor < 3) || major === 543;
    this.#littleEndian = littleEndian;
    this.#hasFileHeader = true;
    this.#magic = magic;
    this.#nsPerUnit = magic === NANOSECOND_MAGIC || aixLinkType !== undefined ? 1 : 1000;
    this.#capturedAt = lengthsAreSwapped ? 12 : 8;
    this.#originalAt = lengthsAreSwapped ? 8 : 12;
    this.#lengthsMayBeSwapped = major === 2 && minor === 3;
    this.#linkType = aixLinkType ?? linkType;
    this.#context.linkType?.(this.#linkType);
    input.start += FILE_HEADER;
    return true;
  }

  /** 0 where it takes more input to tell. */
  #findRecordHeader(input: InputWindow): number {
    const isOld = this.#capturedAt !== 8 || this.#lengthsMayBeSwapped;
    if (this.#magic === NANOSECOND_MAGIC || (isOld && this.#magic === STANDARD_MAGIC)) return RECORD_HEADER;
    return findRecordHeaderLength(input, this.#littleEndian, this.#magic === STANDARD_MAGIC) ?? 0;
  }

  #stopShort(input: InputWindow, what: string): ReadStep {
    if (!input.ended) return 'more';
    if (input.start < input.end) {
      this.#report(input, 'truncated-input', `The capture ends inside a ${what}: everything before it was read`);
      input.start = input.end;
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

/** Whether a file header of version 2 is where a record's header should be. */
function isFileHeader(view: DataView, start: number): boolean {
  const littleEndian = MAGICS.includes(view.getUint32(start, true));
  return MAGICS.includes(view.getUint32(start, littleEndian)) && view.getUint16(start + 4, littleEndian) === 2;
}

/** pcap, as tcpdump writes it. */
export const captureFormat: CaptureFormat = {
  id: 'pcap',
  title: 'pcap',
  magicLength: 4,
  matches: ({ view, start, end }) =>
    end - start >= 4 && (MAGICS.includes(view.getUint32(start, true)) || MAGICS.includes(view.getUint32(start, false))),
  open: (context) => new PcapReader(context),
};
