/**
 * A map that forgets, for what grows with a capture. Two generations: what is asked for moves to the young one; when that is
 * full it becomes the old one, and what the old one still holds is forgotten, all at once. To delete the oldest key of one
 * full map with each new key would cost the more, the more were deleted before: V8 keeps their places.
 */

/** Remembers the latest `capacity` keys at least, and twice as many at most. */
export class BoundedMap<Key, Value> {
  readonly #capacity: number;
  readonly #onForgotten: ((value: Value) => void) | undefined;
  #young = new Map<Key, Value>();
  #old = new Map<Key, Value>();

  /** `onForgotten` takes each value that is forgotten. */
  constructor(capacity: number, onForgotten?: (value: Value) => void) {
    this.#capacity = capacity;
    this.#onForgotten = onForgotten;
  }

  get size(): number {
    return this.#young.size + this.#old.size;
  }

  get(key: Key): Value | undefined {
    return this.#young.get(key) ?? this.#old.get(key);
  }

  /** The value of the key, made where there is none; it counts as met again. */
  entry(key: Key, make: () => Value): Value {
    const known = this.#young.get(key);
    if (known !== undefined) return known;
    const old = this.#old.get(key);
    if (old !== undefined) this.#old.delete(key);
    if (this.#young.size >= this.#capacity) this.#forgetOld();
    const value = old ?? make();
    this.#young.set(key, value);
    return value;
  }

  #forgetOld(): void {
    const forgotten = this.#old;
    this.#old = this.#young;
    this.#young = new Map();
    if (this.#onForgotten === undefined) return;
    for (const value of forgotten.values()) this.#onForgotten(value);
  }
}
