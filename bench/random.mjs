// The bench's only source of chance: a seeded counter, mixed (splitmix32: Guy Steele et al., "Fast splittable
// pseudorandom number generators", 2014, with the 32-bit constants of https://github.com/skeeto/hash-prospector), so
// that the same options make the same capture, byte for byte, on every machine.

/** @typedef {ReturnType<typeof createRandom>} Random */

/**
 * Starts a sequence of pseudo-random numbers.
 * @param {number} seed any integer; the same seed gives the same sequence
 */
export function createRandom(seed) {
  let state = seed | 0;

  function uint32() {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  }

  return {
    uint32,
    /**
     * An integer from 0 to `limit` - 1.
     *
     * @param {number} limit
     */
    below: (limit) => uint32() % limit,
    /**
     * An integer from `low` to `high`, both included.
     *
     * @param {number} low
     * @param {number} high
     */
    between: (low, high) => low + (uint32() % (high - low + 1)),
    /**
     * True in `percent` of a hundred cases; fractions count.
     *
     * @param {number} percent
     */
    chance: (percent) => uint32() < (percent / 100) * 0x1_0000_0000,
    /**
     * One of `list`, each as likely as the other.
     *
     * @template T
     * @param {readonly T[]} list not empty
     * @returns {T}
     */
    pick: (list) => /** @type {T} */ (list[uint32() % list.length]),
  };
}
