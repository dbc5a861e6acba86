/**
 * Rows of typed arrays by key, as bounded as a BoundedMap. Where a value is a few numbers, an object for each is not
 * only larger: it outlives V8's young generation and is forgotten afterwards, so that the heap grows by what is garbage
 * already. With hosts and attempts in rows the peak at 50,000 connections open is 202 MB instead of 222. The keys are found by
 * open addressing with linear probing: a Map would make an object of each key beyond 31 bits, and takes three times as long.
 */

const TWO_32 = 0x1_0000_0000;

/** Row numbers for the latest `capacity` keys at least, and twice as many at most. */
export class BoundedRows {
  /** Rows there are: all numbers are below. */
  readonly rows: number;
  readonly #capacity: number;
  /** By row: its key, and whether that was met since others were forgotten last. */
  readonly #keys: Float64Array;
  readonly #isYoung: Uint8Array;
  /** Rows by the hash of their key, counted from 1; half of the cells are empty at least. */
  readonly #cells: Int32Array;
  readonly #mask: number;
  /** Rows given back, up to `freeCount`; those from `used` on were never handed out. */
  readonly #free: Uint32Array;
  #freeCount = 0;
  #used = 0;
  #young = 0;
  /** Whether `entry` has just handed out the row for a key not known before: what is in it is another key's. */
  isNew = false;

  constructor(capacity: number) {
    this.rows = 2 * capacity;
    this.#capacity = capacity;
    this.#keys = new Float64Array(this.rows);
    this.#isYoung = new Uint8Array(this.rows);
    this.#free = new Uint32Array(this.rows);
    const cells = 2 ** Math.ceil(Math.log2(2 * this.rows));
    this.#cells = new Int32Array(cells);
    this.#mask = cells - 1;
  }

  /** Rows in use. */
  get size(): number {
    return this.#used - this.#freeCount;
  }

  /** The key's row; −1 where it is not known. */
  get(key: number): number {
    return (this.#cells[this.#cellOf(key)] as number) - 1;
  }

  /** The row of the key, taken where there is none; it counts as met again. */
  entry(key: number): number {
    const known = this.get(key);
    this.isNew = known < 0;
    if (known >= 0 && this.#isYoung[known] === 1) return known;
    if (this.#young === this.#capacity) this.#forgetOld(known);
    const row = known < 0 ? this.#add(key) : known;
    this.#isYoung[row] = 1;
    this.#young += 1;
    return row;
  }

  /** Where the key is, or would be. */
  #cellOf(key: number): number {
    const cells = this.#cells;
    const keys = this.#keys;
    for (let cell = hashOf(key) & this.#mask; ; cell = (cell + 1) & this.#mask) {
      const row = (cells[cell] as number) - 1;
      if (row < 0 || keys[row] === key) return cell;
    }
  }

  #add(key: number): number {
    const row = this.#takeRow();
    this.#keys[row] = key;
    this.#cells[this.#cellOf(key)] = row + 1;
    return row;
  }

  #takeRow(): number {
    if (this.#freeCount === 0) {
      this.#used += 1;
      return this.#used - 1;
    }
    this.#freeCount -= 1;
    return this.#free[this.#freeCount] as number;
  }

  /** Gives back the rows that were not met since this was done last, but for one; those that were are the old ones now. */
  #forgetOld(but: number): void {
    const cells = this.#cells;
    const known = cells.filter((row) => row > 0);
    cells.fill(0);
    for (const place of known) {
      const row = place - 1;
      if (this.#isYoung[row] === 1 || row === but) {
        this.#isYoung[row] = 0;
        cells[this.#cellOf(this.#keys[row] as number)] = place;
      } else {
        this.#free[this.#freeCount] = row;
        this.#freeCount += 1;
      }
    }
    this.#young = 0;
  }
}

/** The mixing steps of MurmurHash3 (https://github.com/aappleby/smhasher), over both halves. */
function hashOf(key: number): number {
  let hash = Math.imul(key ^ Math.imul(Math.floor(key / TWO_32), 0x9e37_79b1), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2_ae35);
  return hash ^ (hash >>> 13);
}
