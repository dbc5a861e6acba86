/**
 * A hash of two endpoints that is the same in both directions. Seeded, so that nobody can prepare packets that all land in
 * one place; the mixing steps are those of MurmurHash3 (https://github.com/aappleby/smhasher).
 */

/** Hashes endpoints; every tracker has its own seed. */
export class FlowHash {
  readonly #addressSeed: number;
  readonly #portSeed: number;

  constructor(seed: number) {
    this.#addressSeed = Math.imul(seed | 1, 0x9e3779b1);
    this.#portSeed = Math.imul(seed ^ 0x5bd1e995, 0xcc9e2d51);
  }

  /** One IPv4 endpoint. */
  endpoint(address: number, port: number): number {
    let hash = Math.imul(address ^ this.#addressSeed, 0x85ebca6b);
    hash = Math.imul((hash ^ (hash >>> 15)) + (port ^ this.#portSeed), 0xc2b2ae35);
    return hash ^ (hash >>> 13);
  }

  /** One IPv6 endpoint, its address as four words. */
  longEndpoint(view: DataView, prefixOffset: number, lastWord: number, port: number): number {
    let hash = this.#addressSeed;
    for (let at = prefixOffset; at < prefixOffset + 12; at += 4) {
      hash = Math.imul((hash ^ view.getInt32(at, true)) + 0x7f4a7c15, 0x85ebca6b);
      hash ^= hash >>> 15;
    }
    return this.endpoint(hash ^ lastWord, port);
  }

  /** Both ends, in either order. */
  pair(one: number, other: number): number {
    const sum = (one + other) | 0;
    const hash = Math.imul(sum ^ (sum >>> 16), 0x27d4eb2f);
    return hash ^ (hash >>> 15);
  }
}
