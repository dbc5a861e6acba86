/**
 * Zstandard (RFC 8878), of one frame or several, undone by fzstd. Frames are taken apart here, block by block, so that
 * the memory and the work a frame asks for are known before fzstd sees it: a hostile frame of a few bytes can ask for
 * gigabytes of both. Checksums are skipped.
 */
import { Decompress } from 'fzstd';
import type { InputWindow } from './_capture-format.ts';
import type { Compression, Decompressor, DecompressorOutput, DecompressStep } from './_compression.ts';

const FRAME_MAGIC = 0xfd2fb528;
const SKIPPABLE_MAGIC = 0x184d2a50;
const LARGEST_BLOCK = 128 * 1024;
/** As zstd itself refuses larger ones unless told: `--long=27`. */
const LARGEST_WINDOW = 128 * 1024 * 1024;
/** fzstd moves the window for each block: so many bytes may be moved in all, and for each byte of output. */
const FREE_WORK = 4 * 1024 ** 3;
const WORK_PER_BYTE = 4096;

const SINGLE_SEGMENT = 0x20;
const RESERVED_BIT = 0x08;
const CHECKSUM_FLAG = 0x04;

const BLOCK_RLE = 1;
const BLOCK_RESERVED = 3;

/** A frame header (RFC 8878 §3.1.1.1): its length, and the memory its blocks refer back to. */
interface FrameHeader {
  readonly length: number;
  readonly windowLength: number;
  readonly dictionaryId: number;
}

class ZstdDecompressor implements Decompressor {
  readonly #output: DecompressorOutput;
  #frame: Decompress | undefined;
  #windowLength = 0;
  #hasChecksum = false;
  /** Bytes of a skippable frame or checksum still to be skipped. */
  #skip = 0;
  #work = 0;
  #written = 0;

  constructor(output: DecompressorOutput) {
    this.#output = output;
  }

  step(input: InputWindow): DecompressStep {
    if (this.#skip > 0) return this.#skipSome(input);
    return this.#frame === undefined ? this.#beginFrame(input) : this.#takeBlock(input, this.#frame);
  }

  #skipSome(input: InputWindow): DecompressStep {
    const skipped = Math.min(this.#skip, input.end - input.start);
    if (skipped === 0) return this.#stopShort(input);
    input.start += skipped;
    this.#skip -= skipped;
    return 'some';
  }

  #beginFrame(input: InputWindow): DecompressStep {
    const { view, start } = input;
    const available = input.end - start;
    if (available === 0) return input.ended ? 'end' : 'more';
    if (available < 8) return this.#stopShort(input);
    const magic = view.getUint32(start, true);
    if ((magic & 0xfffffff0) === SKIPPABLE_MAGIC) {
      this.#skip = view.getUint32(start + 4, true);
      input.start += 8;
      return 'some';
    }
    if (magic !== FRAME_MAGIC) return this.#giveUp('what follows is no zstd frame');
    const descriptor = view.getUint8(start + 4);
    if (available < frameHeaderLength(descriptor)) return this.#stopShort(input);
    const header = readFrameHeader(view, start);
    if ((descriptor & RESERVED_BIT) !== 0) return this.#giveUp('a frame header is damaged');
    if (header.dictionaryId !== 0) return this.#giveUp('it needs a dictionary');
    if (header.windowLength > LARGEST_WINDOW) {
      return this.#giveUp(`it asks for a window of ${header.windowLength} bytes, the limit is 128 MiB`);
    }
    this.#openFrame(input.bytes.slice(start, start + header.length), header.windowLength);
    input.start += header.length;
    return 'some';
  }

  /** The checksum's flag is taken from fzstd, for the checksum is skipped here. */
  #openFrame(header: Uint8Array, windowLength: number): void {
    const descriptor = header[4] ?? 0;
    header[4] = descriptor & ~CHECKSUM_FLAG;
    this.#hasChecksum = (descriptor & CHECKSUM_FLAG) !== 0;
    this.#windowLength = windowLength;
    this.#frame = new Decompress((bytes) => {
      this.#written += bytes.length;
      this.#output.write(bytes);
    });
    this.#frame.push(header);
  }

  #takeBlock(input: InputWindow, frame: Decompress): DecompressStep {
    const { view, start } = input;
    if (start + 3 > input.end) return this.#stopShort(input);
    const header = view.getUint16(start, true) | (view.getUint8(start + 2) << 16);
    const type = (header >> 1) & 3;
    const size = header >> 3;
    if (type === BLOCK_RESERVED || size > LARGEST_BLOCK) return this.#giveUp('a block header is damaged');
    const length = 3 + (type === BLOCK_RLE ? 1 : size);
    if (start + length > input.end) return this.#stopShort(input);
    this.#work += this.#windowLength;
    if (this.#work > FREE_WORK + WORK_PER_BYTE * this.#written) return this.#giveUp('it is made to take forever');
    const isLast = (header & 1) === 1;
    try {
      frame.push(input.bytes.slice(start, start + length), isLast);
    } catch (error) {
      return this.#giveUp(error instanceof Error ? error.message : 'it is damaged');
    }
    input.start += length;
    if (isLast) {
      this.#frame = undefined;
      this.#skip = this.#hasChecksum ? 4 : 0;
    }
    return 'some';
  }

  #stopShort(input: InputWindow): DecompressStep {
    return input.ended ? this.#giveUp('the input ends too early') : 'more';
  }

  #giveUp(reason: string): DecompressStep {
    this.#output.complain(reason);
    return 'end';
  }
}

function frameHeaderLength(descriptor: number): number {
  const windowDescriptor = (descriptor & SINGLE_SEGMENT) === 0 ? 1 : 0;
  return 5 + windowDescriptor + dictionaryIdLength(descriptor) + contentSizeLength(descriptor);
}

function dictionaryIdLength(descriptor: number): number {
  return [0, 1, 2, 4][descriptor & 3] ?? 0;
}

function contentSizeLength(descriptor: number): number {
  const flag = descriptor >> 6;
  if (flag === 0) return (descriptor & SINGLE_SEGMENT) === 0 ? 0 : 1;
  return 1 << flag;
}

function readFrameHeader(view: DataView, start: number): FrameHeader {
  const descriptor = view.getUint8(start + 4);
  const length = frameHeaderLength(descriptor);
  const sizeLength = contentSizeLength(descriptor);
  const dictionaryLength = dictionaryIdLength(descriptor);
  const sizeAt = start + length - sizeLength;
  const dictionaryId = readUint(view, sizeAt - dictionaryLength, dictionaryLength);
  if ((descriptor & SINGLE_SEGMENT) !== 0) {
    const contentSize = readUint(view, sizeAt, sizeLength) + (sizeLength === 2 ? 256 : 0);
    return { length, dictionaryId, windowLength: contentSize };
  }
  const window = view.getUint8(start + 5);
  const windowBase = 2 ** (10 + (window >> 3));
  return { length, dictionaryId, windowLength: windowBase + (windowBase / 8) * (window & 7) };
}

function readUint(view: DataView, offset: number, length: number): number {
  let value = 0;
  for (let index = length - 1; index >= 0; index -= 1) value = value * 256 + view.getUint8(offset + index);
  return value;
}

/** Zstandard, as `zstd` writes it. */
export const zstd: Compression = {
  id: 'zstd',
  magicLength: 4,
  matches: ({ view, start, end }) => {
    if (end - start < 4) return false;
    const magic = view.getUint32(start, true);
    return magic === FRAME_MAGIC || (magic & 0xfffffff0) === SKIPPABLE_MAGIC;
  },
  open: (output) => new ZstdDecompressor(output),
};
