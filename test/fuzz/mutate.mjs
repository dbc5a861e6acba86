/**
 * Damages captures the ways files are damaged in life and in attacks: bits flipped, lengths made absurd, records dropped,
 * doubled, swapped or taken from another capture, the end cut off. Deterministic for a seed.
 */

/** A generator of numbers in [0, 2³²): xorshift32 (Marsaglia, "Xorshift RNGs", 2003). */
export class Random {
  /** @param {number} seed */
  constructor(seed) {
    this.state = seed | 0 || 1;
  }

  next() {
    let x = this.state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.state = x;
    return x >>> 0;
  }

  /** A whole number below `limit`. @param {number} limit */
  below(limit) {
    return limit <= 1 ? 0 : this.next() % limit;
  }
}

const ODD_VALUES = [0, 1, 2, 4, 0x7f, 0x80, 0xff, 0xffff, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];

/** @type {((bytes: Buffer, random: Random, other: Buffer) => Buffer)[]} */
const mutations = [
  (bytes, random) => {
    const place = random.below(bytes.length);
    bytes[place] = (bytes[place] ?? 0) ^ (1 << random.below(8));
    return bytes;
  },
  (bytes, random) => {
    bytes[random.below(bytes.length)] = random.below(256);
    return bytes;
  },
  (bytes, random) => {
    if (bytes.length < 8) return bytes;
    const value = ODD_VALUES[random.below(ODD_VALUES.length)] ?? 0;
    const place = random.below(bytes.length - 4);
    if (random.below(2) === 0) bytes.writeUInt32LE(value, place);
    else bytes.writeUInt32BE(value, place);
    return bytes;
  },
  (bytes, random) => bytes.subarray(0, random.below(bytes.length)),
  (bytes, random) => {
    const start = random.below(bytes.length);
    const end = Math.min(bytes.length, start + random.below(200));
    return Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)]);
  },
  (bytes, random) => {
    const start = random.below(bytes.length);
    const end = Math.min(bytes.length, start + random.below(400));
    return Buffer.concat([bytes.subarray(0, end), bytes.subarray(start)]);
  },
  (bytes, random, other) => {
    const place = random.below(bytes.length);
    return Buffer.concat([bytes.subarray(0, place), other.subarray(random.below(other.length))]);
  },
];

/**
 * A damaged copy.
 *
 * @param {Buffer} bytes
 * @param {Random} random
 * @param {Buffer} other
 * @returns {Buffer}
 */
export function mutate(bytes, random, other) {
  let damaged = Buffer.from(bytes);
  const rounds = 1 + random.below(6);
  for (let round = 0; round < rounds && damaged.length > 0; round++) {
    const mutation = mutations[random.below(mutations.length)];
    if (mutation !== undefined) damaged = mutation(damaged, random, other);
  }
  return damaged;
}
