// The bench's only source of chance: a seeded 32-bit xorshift generator (George Marsaglia, "Xorshift RNGs", 2003), so
// that the same options make the same capture, byte for byte, on every machine.

/**
 * Starts a sequence of pseudo-random numbers.
 * @param {number} seed any integer; the same seed gives the same sequence
 */
export function createRandom(seed) {
  let state = (seed ^ 0x9e3779b9) | 0 || 1; // xorshift never leaves zero, so it must not start there

  function uint32() {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  }

  return {
    uint32,
    /** An integer from 0 to `limit` - 1. */
    below: (limit) => uint32() % limit,
    /** An integer from `low` to `high`, both included. */
    between: (low, high) => low + (uint32() % (high - low + 1)),
    /** True in `percent` of a hundred cases; fractions count. */
    chance: (percent) => uint32() < (percent / 100) * 0x1_0000_0000,
    /** One of `list`, each as likely as the other. */
    pick: (list) => list[uint32() % list.length],
  };
}
