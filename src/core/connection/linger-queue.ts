/**
 * Closed connections wait here for what may still come: late data, a reset after the FIN, a repeated FIN. First in, first
 * out, with a fixed number of places. A connection that leaves earlier needs no search: its entry goes stale, which the
 * stream number shows.
 */
import type { TimeNs } from '../model/time.ts';

/** A ring of slots, with the stream each held and the time it was put in. */
export class LingerQueue {
  readonly #slots: Int32Array;
  readonly #streams: Uint32Array;
  readonly #since: Float64Array;
  #head = 0;
  length = 0;

  constructor(capacity: number) {
    this.#slots = new Int32Array(capacity);
    this.#streams = new Uint32Array(capacity);
    this.#since = new Float64Array(capacity);
  }

  get isFull(): boolean {
    return this.length === this.#slots.length;
  }

  /** The caller makes room first. */
  push(slot: number, stream: number, timeNs: TimeNs): void {
    const tail = (this.#head + this.length) % this.#slots.length;
    this.#slots[tail] = slot;
    this.#streams[tail] = stream;
    this.#since[tail] = timeNs;
    this.length += 1;
  }

  /** The oldest entry. */
  get slot(): number {
    return this.#slots[this.#head] as number;
  }
  get stream(): number {
    return this.#streams[this.#head] as number;
  }
  /** Infinity where the queue is empty. */
  get sinceNs(): TimeNs {
    return this.length === 0 ? Number.POSITIVE_INFINITY : (this.#since[this.#head] as number);
  }

  drop(): void {
    this.#head = (this.#head + 1) % this.#slots.length;
    this.length -= 1;
  }
}
