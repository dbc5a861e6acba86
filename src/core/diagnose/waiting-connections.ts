/**
 * Connections that have ended and wait to be looked at, first in, first out. As objects they would outlive V8's young
 * generation, each of them, and the heap would grow by what is garbage already.
 */
import type { KeptConnection } from '../connection/tracker.ts';

/** A ring of a fixed number of places. */
export class WaitingConnections {
  readonly #slots: Int32Array;
  readonly #watchedUntil: Float64Array;
  #head = 0;
  length = 0;

  constructor(capacity: number) {
    this.#slots = new Int32Array(capacity);
    this.#watchedUntil = new Float64Array(capacity);
  }

  get isFull(): boolean {
    return this.length === this.#slots.length;
  }

  /** The caller makes room first. */
  push({ slot, watchedUntilNs }: KeptConnection): void {
    const tail = (this.#head + this.length) % this.#slots.length;
    this.#slots[tail] = slot;
    this.#watchedUntil[tail] = watchedUntilNs;
    this.length += 1;
  }

  /** Takes out the one that has waited longest; there is one. */
  shift(): KeptConnection {
    const slot = this.#slots[this.#head] as number;
    const watchedUntilNs = this.#watchedUntil[this.#head] as number;
    this.#head = (this.#head + 1) % this.#slots.length;
    this.length -= 1;
    return { slot, watchedUntilNs };
  }
}
