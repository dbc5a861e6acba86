/**
 * Reads one capture, whatever its container and compression, packet by packet: the caller brings bytes and asks for
 * packets, and nothing is allocated for a packet. What the input is, is told by its first bytes, never by its name.
 */
import type { PacketView } from '../model/packet.ts';
import type { Problem, ProblemCode } from '../model/problem.ts';
import type { ReaderContext, ReadStep, RecordReader } from './_capture-format.ts';
import type { Compression, Decompressor, DecompressorOutput } from './_compression.ts';
import { CONTENT_SAMPLE, describeContent } from './_content.ts';
import { gzip } from './_gzip.ts';
import { type Allocate, InputBuffer } from './_input-buffer.ts';
import { zstd } from './_zstd.ts';
import { captureFormats } from './index.ts';

/** What a reader can be told. */
export interface CaptureReaderOptions {
  /** Makes the memory of the buffers; page-aligned memory is read into faster. */
  readonly allocate?: Allocate;
  /** Bytes taken at once; 1 MiB unless told. Less saves memory where many captures are open. */
  readonly chunk?: number;
  /** Name of the file, for the problems found in it. */
  readonly file?: string;
}

const compressions: readonly Compression[] = [gzip, zstd];

const MAGIC_LENGTH = Math.max(...[...captureFormats, ...compressions].map((known) => known.magicLength));

/** Reads packets once the container is known; before, and after the end, it is one of these two. */
const UNOPENED: RecordReader = { next: () => 'more' };
const OVER: RecordReader = { next: () => 'end' };

/**
 * Reads one capture. Fill it through `space` and `filled`, or `push`, and say `end` after the last byte; `next` answers
 * 'more' when it needs bytes. A packet in the view is gone after the next call of `next` or `space`.
 */
export class CaptureReader {
  /** Packets delivered so far. */
  packets = 0;
  readonly #context: ReaderContext;
  readonly #options: CaptureReaderOptions;
  /** The bytes as they come in, and the bytes the container is read from: the same unless they were compressed. */
  readonly #source: InputBuffer;
  #input: InputBuffer;
  #records: RecordReader = UNOPENED;
  #compression = '';
  #decompressor: Decompressor | undefined;
  #isBroken = false;

  constructor(context: ReaderContext, options: CaptureReaderOptions = {}) {
    const { file } = options;
    const report = (problem: Problem): void => context.report(file === undefined ? problem : { ...problem, file });
    this.#context = { ...context, report };
    this.#options = options;
    this.#source = new InputBuffer(options.allocate, options.chunk);
    this.#input = this.#source;
  }

  /** Where the next bytes of the input may be read to, never empty; say with `filled` how many came. */
  space(): Uint8Array<ArrayBuffer> {
    return this.#source.space();
  }

  /** So many bytes were read to where `space` said. */
  filled(byteCount: number): void {
    this.#source.filled(byteCount);
  }

  /** Takes the next bytes of the input, of any length; they must stay as they are until `next` answers 'more'. */
  push(chunk: Uint8Array): void {
    this.#source.push(chunk);
  }

  /** No more bytes will come. */
  end(): void {
    this.#source.finish();
  }

  /** Moves to the next packet. After 'end' it never answers anything else. */
  next(packet: PacketView): ReadStep {
    for (;;) {
      const step = this.#records.next(this.#input, packet);
      if (step === 'packet') {
        this.packets += 1;
        return step;
      }
      if (step === 'end') {
        this.#records = OVER;
        return step;
      }
      if (this.#records === UNOPENED && this.#open()) continue;
      if (!this.#refill()) return 'more';
    }
  }

  /** Brings new bytes before the container's reader; false where the caller has to bring some first. */
  #refill(): boolean {
    const decompressor = this.#decompressor;
    for (;;) {
      if (this.#input.refill()) return true;
      if (decompressor === undefined) return false;
      const step = decompressor.step(this.#source);
      if (step === 'end') {
        this.#input.finish();
        this.#decompressor = undefined;
      } else if (step === 'more' && !this.#source.refill()) return false;
    }
  }

  /** Looks what the first bytes are; false where more are needed to tell. */
  #open(): boolean {
    const input = this.#input;
    const available = input.end - input.start;
    if (available < MAGIC_LENGTH && !input.ended) return false;
    const format = captureFormats.find((candidate) => candidate.matches(input));
    if (format !== undefined) {
      this.#records = format.open(this.#context);
      return true;
    }
    const compression = compressions.find((candidate) => candidate.matches(input));
    if (compression !== undefined && this.#compression === '') {
      this.#compression = compression.id;
      this.#input = new InputBuffer(this.#options.allocate, this.#options.chunk);
      this.#decompressor = compression.open(this.#decompressorOutput());
      return true;
    }
    if (available < CONTENT_SAMPLE && !input.ended) return false;
    if (available > 0 || !this.#isBroken) this.#report('not-a-capture', this.#describeInput(available), 0);
    this.#records = OVER;
    return true;
  }

  #decompressorOutput(): DecompressorOutput {
    return {
      write: (bytes) => this.#input.push(bytes),
      complain: (reason) => {
        this.#isBroken = true;
        const offset = this.#source.position + this.#source.start;
        this.#report('bad-compression', `Cannot decompress the ${this.#compression} input: ${reason}`, offset);
      },
    };
  }

  #describeInput(available: number): string {
    const inside = this.#compression === '' ? '' : `, inside ${this.#compression}`;
    if (available === 0) return `It is empty${inside}`;
    const content = describeContent(this.#input);
    return content === undefined
      ? `It is no capture of any known format${inside}`
      : `It is no capture but ${content}${inside}`;
  }

  #report(code: ProblemCode, message: string, offset: number): void {
    this.#context.report({ code, message, count: 1, offset });
  }
}
