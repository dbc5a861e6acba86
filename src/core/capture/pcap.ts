/**
 * The pcap container (draft-ietf-opsawg-pcap; libpcap sf-pcap.c for the versions before 2.4): a file header, then records
 * of 16 bytes and the packet. Both byte orders, microseconds and nanoseconds, and Kuznetzov's patched records of 24 bytes.
 */
import type { PacketView } from '../model/packet.ts';
import {
  type CaptureFormat,
  type InputWindow,
  LARGEST_PACKET,
  type ReaderContext,
  type ReadStep,
  type RecordReader,
} from './_capture-format.ts';

const FILE_HEADER = 24;
const STANDARD_MAGIC = 0xa1b2c3d4;
const NANOSECOND_MAGIC = 0xa1b23c4d;
const KUZNETZOV_MAGIC = 0xa1b2cd34;
const MAGICS: readonly number[] = [STANDARD_MAGIC, NANOSECOND_MAGIC, KUZNETZOV_MAGIC];

class PcapReader implements RecordReader {
  readonly #context: ReaderContext;
  #littleEndian = true;
  /** Bytes of a record's header; 0 until the file header was read. */
  #recordHeader = 0;
  #nsPerUnit = 1000;
  #linkType = 0;
  /** Where in a record's header the two lengths are: versions before 2.3 had them the other way round. */
  #capturedAt = 8;
  #originalAt = 12;
  /** Version 2.3 has them either way; captured can never be the larger one. */
  #lengthsMayBeSwapped = false;
  #base = -1;

  constructor(context: ReaderContext) {
    this.#context = context;
  }

  next(input: InputWindow, packet: PacketView): ReadStep {
    if (this.#base < 0) return this.#begin(input, packet);
    const start = input.start;
    const body = start + this.#recordHeader;
    if (body > input.end) return this.#stopShort(input, 'record header');
    const view = input.view;
    const littleEndian = this.#littleEndian;
    let captured = view.getUint32(start + this.#capturedAt, littleEndian);
    let original = view.getUint32(start + this.#originalAt, littleEndian);
    if (captured > original && this.#lengthsMayBeSwapped) [captured, original] = [original, captured];
    if (captured > LARGEST_PACKET) return this.#giveUp(input, captured);
    const end = body + captured;
    if (end > input.end) return this.#stopShort(input, 'packet');
    const seconds = view.getUint32(start, littleEndian);
    const fraction = view.getUint32(start + 4, littleEndian);
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
    if (this.#recordHeader === 0) {
      if (input.start + FILE_HEADER > input.end) return this.#stopShort(input, 'file header');
      this.#readFileHeader(input);
    }
    if (input.start + this.#recordHeader > input.end) return this.#stopShort(input, 'record header');
    this.#context.base.seconds ??= input.view.getUint32(input.start, this.#littleEndian);
    this.#base = this.#context.base.seconds;
    return this.next(input, packet);
  }

  #readFileHeader(input: InputWindow): void {
    const { view, start } = input;
    this.#littleEndian = MAGICS.includes(view.getUint32(start, true));
    const magic = view.getUint32(start, this.#littleEndian);
    const major = view.getUint16(start + 4, this.#littleEndian);
    const minor = view.getUint16(start + 6, this.#littleEndian);
    this.#recordHeader = magic === KUZNETZOV_MAGIC ? 24 : 16;
    if (magic === NANOSECOND_MAGIC) this.#nsPerUnit = 1;
    if ((major === 2 && minor < 3) || major === 543) [this.#capturedAt, this.#originalAt] = [12, 8];
    this.#lengthsMayBeSwapped = major === 2 && minor === 3;
    // The upper half holds the FCS length and reserved bits.
    this.#linkType = view.getUint32(start + 20, this.#littleEndian) & 0xffff;
    this.#context.linkType?.(this.#linkType);
    input.start += FILE_HEADER;
  }

  #stopShort(input: InputWindow, what: string): ReadStep {
    if (!input.ended) return 'more';
    if (input.start < input.end) {
      this.#context.report({
        code: 'truncated-input',
        message: `The capture ends inside a ${what}: everything before it was read`,
        count: 1,
        offset: input.position + input.start,
      });
      input.start = input.end;
    }
    return 'end';
  }

  #giveUp(input: InputWindow, captured: number): ReadStep {
    this.#context.report({
      code: 'bad-length',
      message: `A record claims a packet of ${captured} bytes: the capture is damaged here and was read up to it`,
      count: 1,
      offset: input.position + input.start,
    });
    input.start = input.end;
    return 'end';
  }
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
