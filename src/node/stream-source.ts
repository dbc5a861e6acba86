/**
 * The packets of a pipe or socket, as its bytes come: nothing blocks, so that Ctrl-C and timers need not wait for the next
 * packet of a capture that is still being made.
 */
import type { ReaderContext, ReadStep } from '../core/capture/_capture-format.ts';
import type { PacketSource } from '../core/capture/_merge.ts';
import { CaptureReader } from '../core/capture/_reader.ts';
import type { PacketView } from '../core/model/packet.ts';
import { type SourceListener, toFileError } from './open-input.ts';

/** A stream of bytes that can be given up: what node:stream's Readable is. */
export interface ByteStream extends AsyncIterable<Uint8Array> {
  destroy(): void;
}

/** Reads a stream to its end. */
export class StreamSource implements PacketSource {
  readonly #name: string;
  readonly #context: ReaderContext;
  readonly #listener: SourceListener;
  readonly #stream: ByteStream;
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #reader: CaptureReader;
  #position = 0;
  #isClosed = false;

  constructor(name: string, stream: ByteStream, context: ReaderContext, listener: SourceListener) {
    this.#name = name;
    this.#context = context;
    this.#listener = listener;
    this.#stream = stream;
    this.#chunks = stream[Symbol.asyncIterator]();
    this.#reader = new CaptureReader(context, { file: name });
  }

  next(packet: PacketView): ReadStep {
    if (this.#isClosed) return 'end';
    const step = this.#reader.next(packet);
    if (step === 'end') this.close();
    return step;
  }

  async more(): Promise<void> {
    try {
      const { done, value } = await this.#chunks.next();
      if (done === true) {
        this.#reader.end();
        return;
      }
      this.#position += value.length;
      this.#reader.push(value);
      this.#listener.onRead(value.length);
    } catch (error) {
      this.#reader.end();
      if (this.#isClosed) return;
      const { message } = toFileError(error, this.#name);
      this.#context.report({ code: 'unreadable-input', message, count: 1, file: this.#name, offset: this.#position });
    }
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#stream.destroy();
    this.#listener.onClose(this.#reader.packets);
  }
}
