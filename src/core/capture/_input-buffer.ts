/**
 * The one buffer a capture is read through. New bytes always arrive at the same offset of a page-aligned buffer, which
 * is the fastest way to read a file; what is left of the last chunk is moved in front of it, so that a record cut by a
 * chunk's end lies in one piece again. The buffer grows only for a record that is larger than the room in front.
 */
import type { InputWindow } from './_capture-format.ts';

/** Makes the memory of a buffer; Node passes one that makes page-aligned memory. */
export type Allocate = (byteLength: number) => ArrayBuffer;

const LARGEST_FRONT = 256 * 1024;
const CHUNK = 1024 * 1024;

/** A window over the input, and the two ways to fill it: reading into `space`, or `push`. */
export class InputBuffer implements InputWindow {
  bytes: Uint8Array<ArrayBuffer>;
  view: DataView<ArrayBuffer>;
  start: number;
  end: number;
  position: number;
  ended = false;
  readonly #allocate: Allocate;
  readonly #chunk: number;
  /** Where new bytes arrive; the room before it is for the leftover of the chunk before. */
  #front: number;
  #pending: Uint8Array[] = [];
  #finished = false;

  /** `chunk`: how many bytes arrive at once at most; 1 MiB is fast, less saves memory where many buffers are open. */
  constructor(allocate: Allocate = (byteLength) => new ArrayBuffer(byteLength), chunk: number = CHUNK) {
    const front = Math.min(chunk, LARGEST_FRONT);
    const buffer = allocate(front + chunk);
    this.#allocate = allocate;
    this.#chunk = chunk;
    this.#front = front;
    this.bytes = new Uint8Array(buffer);
    this.view = new DataView(buffer);
    this.start = front;
    this.end = front;
    this.position = -front;
  }

  /**
   * Room for the next bytes of the input, never empty; say with `filled` how many came. What is left is moved in
   * front where the room behind it is not worth a read.
   */
  space(): Uint8Array<ArrayBuffer> {
    const leftover = this.end - this.start;
    if (leftover === 0) this.#move(this.#front);
    else if (this.bytes.length - this.end < this.#chunk / 16) {
      if (leftover > this.#front) this.#grow(leftover);
      this.#move(this.#front - leftover);
    }
    return this.bytes.subarray(this.end);
  }

  /** So many bytes were put where `space` said. */
  filled(byteCount: number): void {
    this.end += byteCount;
  }

  /** Queues bytes to be read after all that came before; they must stay as they are until they are asked for. */
  push(chunk: Uint8Array): void {
    if (chunk.length > 0) this.#pending.push(chunk);
  }

  /** No more bytes will come. */
  finish(): void {
    this.#finished = true;
  }

  /** Brings queued bytes, or the news of the end, into the window; false where there is nothing new. */
  refill(): boolean {
    const chunk = this.#pending[0];
    if (chunk !== undefined) {
      const space = this.space();
      const taken = Math.min(space.length, chunk.length);
      space.set(chunk.subarray(0, taken));
      this.filled(taken);
      if (taken === chunk.length) this.#pending.shift();
      else this.#pending[0] = chunk.subarray(taken);
      return true;
    }
    if (!this.#finished || this.ended) return false;
    this.ended = true;
    return true;
  }

  #move(start: number): void {
    if (this.start < this.end) this.bytes.copyWithin(start, this.start, this.end);
    this.position += this.start - start;
    this.end += start - this.start;
    this.start = start;
  }

  #grow(leftover: number): void {
    const front = 2 ** Math.ceil(Math.log2(leftover));
    const buffer = this.#allocate(front + this.#chunk);
    const bytes = new Uint8Array(buffer);
    bytes.set(this.bytes.subarray(this.start, this.end), front - leftover);
    this.position += this.start - (front - leftover);
    this.start = front - leftover;
    this.end = front;
    this.#front = front;
    this.bytes = bytes;
    this.view = new DataView(buffer);
  }
}
