/** The packets of a file, read in big pieces at once: the fastest there is, and nothing to wait for. */
import { closeSync, readSync } from 'node:fs';
import type { ReaderContext, ReadStep } from '../core/capture/_capture-format.ts';
import type { PacketSource } from '../core/capture/_merge.ts';
import { CaptureReader } from '../core/capture/_reader.ts';
import type { PacketView } from '../core/model/packet.ts';
import { allocatePages } from './memory.ts';
import {
  nameInput,
  type OpenInput,
  openInput,
  type SourceListener,
  STANDARD_INPUT,
  toFileError,
} from './open-input.ts';

/** How a file is read. */
export interface FileSourceOptions extends SourceListener {
  /** Bytes read at once; page-aligned memory is used for a mebibyte or more. */
  readonly chunk: number;
  /** Whether the file stays open between two reads: not where so many are read that descriptors may run out. */
  readonly keepOpen: boolean;
}

const MEBIBYTE = 1024 * 1024;
/** After so many bytes the event loop gets its turn: Ctrl-C and timers wait there. */
const BYTES_PER_TURN = 16 * MEBIBYTE;

/** Reads a file from its beginning; one that is not regular from where it stands. */
export class FileSource implements PacketSource {
  readonly #path: string;
  readonly #context: ReaderContext;
  readonly #options: FileSourceOptions;
  readonly #reader: CaptureReader;
  /** What must not change while the file is read. */
  readonly #identity: string;
  readonly #isRegular: boolean;
  #fd: number;
  #position = 0;
  #bytesThisTurn = 0;
  #isClosed = false;

  constructor(path: string, input: OpenInput, context: ReaderContext, options: FileSourceOptions) {
    this.#path = path;
    this.#context = context;
    this.#options = options;
    this.#identity = input.identity;
    this.#isRegular = input.size !== undefined && path !== STANDARD_INPUT;
    this.#fd = input.fd;
    const { chunk } = options;
    const file = nameInput(path);
    this.#reader = new CaptureReader(
      context,
      chunk < MEBIBYTE ? { file, chunk } : { file, chunk, allocate: allocatePages },
    );
  }

  next(packet: PacketView): ReadStep {
    if (this.#isClosed) return 'end';
    for (;;) {
      const step = this.#reader.next(packet);
      if (step === 'packet') return step;
      if (step === 'end') {
        this.close();
        return step;
      }
      if (this.#bytesThisTurn >= BYTES_PER_TURN) return 'more';
      this.#read();
      if (this.#isClosed) return 'end';
    }
  }

  more(): Promise<void> {
    this.#bytesThisTurn = 0;
    return new Promise((resolve) => setImmediate(resolve));
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#release();
    this.#options.onClose(this.#reader.packets);
  }

  #read(): void {
    try {
      const space = this.#reader.space();
      const byteCount = readSync(this.#open(), space, 0, space.length, this.#isRegular ? this.#position : null);
      this.#position += byteCount;
      this.#bytesThisTurn += byteCount;
      if (byteCount === 0) this.#reader.end();
      else this.#reader.filled(byteCount);
      this.#options.onRead(byteCount);
    } catch (error) {
      const { message } = toFileError(error, nameInput(this.#path));
      const problem = { code: 'unreadable-input', message, count: 1, offset: this.#position } as const;
      this.#context.report({ ...problem, file: nameInput(this.#path) });
      if (this.#position === 0) this.close();
      else this.#reader.end();
    }
    if (!this.#options.keepOpen && this.#isRegular) this.#release();
  }

  #open(): number {
    if (this.#fd < 0) {
      const input = openInput(this.#path);
      this.#fd = input.fd;
      if (input.identity !== this.#identity) throw new Error('another file has taken its place');
    }
    return this.#fd;
  }

  #release(): void {
    if (this.#fd > 0) closeSync(this.#fd);
    this.#fd = -1;
  }
}
