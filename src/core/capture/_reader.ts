/**
 * Reads one capture, whatever its container and compression, packet by packet: the caller brings bytes and asks for
 * packets, and nothing is allocated for a packet. What the input is, is told by its first bytes, never by its name.
 */
import type { PacketView } from '../model/packet.ts';
import type { Problem } from '../model/problem.ts';
import type { ReaderContext, ReadStep, RecordReader } from './_capture-format.ts';
import { type Allocate, InputBuffer } from './_input-buffer.ts';
import { captureFormats } from './index.ts';

/** What a reader can be told. */
export interface CaptureReaderOptions {
  /** Makes the memory of the buffers; page-aligned memory is read into faster. */
  readonly allocate?: Allocate;
  /** Name of the file, for the problems found in it. */
  readonly file?: string;
}

const MAGIC_LENGTH = Math.max(...captureFormats.map((format) => format.magicLength));

/**
 * Reads one capture. Fill it through `space` and `filled`, or `push`, and say `end` after the last byte; `next` answers
 * 'more' when it needs bytes. A packet in the view is gone after the next call of `next`, `space` or `push`.
 */
export class CaptureReader {
  /** Packets delivered so far. */
  packets = 0;
  readonly #context: ReaderContext;
  readonly #source: InputBuffer;
  #records: RecordReader | undefined;
  #done = false;

  constructor(context: ReaderContext, options: CaptureReaderOptions = {}) {
    const { file } = options;
    this.#context =
      file === undefined
        ? context
        : { ...context, report: (problem: Problem): void => context.report({ ...problem, file }) };
    this.#source = new InputBuffer(options.allocate);
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

  /** Moves to the next packet. After 'end', and only then, it will never answer anything else. */
  next(packet: PacketView): ReadStep {
    for (;;) {
      const records = this.#records;
      const step = records === undefined ? this.#open() : records.next(this.#source, packet);
      if (step === 'packet') {
        this.packets += 1;
        packet.number = this.packets;
        return step;
      }
      if (step === 'end') {
        this.#done = true;
        return step;
      }
      if (this.#records === records && !this.#source.refill()) return 'more';
    }
  }

  /** Finds the container by the first bytes; 'more' also after it was found. */
  #open(): ReadStep {
    const source = this.#source;
    if (this.#done) return 'end';
    const available = source.end - source.start;
    if (available < MAGIC_LENGTH && !source.ended) return 'more';
    const format = captureFormats.find((candidate) => candidate.matches(source));
    if (format !== undefined) {
      this.#records = format.open(this.#context);
      return 'more';
    }
    this.#context.report({
      code: 'not-a-capture',
      message: available === 0 ? 'The input is empty' : 'The input is not a capture',
      count: 1,
      offset: 0,
    });
    return 'end';
  }
}
