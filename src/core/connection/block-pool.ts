/**
 * Blocks of one size, in pages made when they are needed; those given back are chained through their first word. A block is
 * a number from 1 on, so that a record can hold it; the pool moves to a block to reach its words.
 */

const BLOCKS_A_PAGE = 256;

/** Where packets lie: a page of records or of blocks. */
export interface EntryPage {
  readonly words: Int32Array;
  readonly doubles: Float64Array;
}

/** A page of blocks. The arrays are views of one buffer. */
class BlockPage implements EntryPage {
  readonly words: Int32Array;
  readonly halves: Uint16Array;
  readonly bytes: Uint8Array;
  readonly doubles: Float64Array;

  constructor(words: number) {
    const buffer = new ArrayBuffer(words * 4);
    this.words = new Int32Array(buffer);
    this.halves = new Uint16Array(buffer);
    this.bytes = new Uint8Array(buffer);
    this.doubles = new Float64Array(buffer);
  }
}

const NO_BLOCKS = new BlockPage(0);

/** The pool; never more than `limit` blocks. */
export class BlockPool {
  readonly #wordsEach: number;
  readonly #limit: number;
  readonly #pages: BlockPage[] = [];
  #used = 0;
  #free = 0;
  /** Page of the block it stands at, and the word where that starts. */
  page: BlockPage = NO_BLOCKS;
  at = 0;

  constructor(wordsEach: number, limit: number) {
    this.#wordsEach = wordsEach;
    this.#limit = limit;
  }

  /** Takes a block and moves to it; 0 where there is none left. What it held before is still in it. */
  take(): number {
    let block = this.#free;
    if (block === 0) {
      if (this.#used === this.#limit) return 0;
      this.#used += 1;
      block = this.#used;
      if ((block - 1) % BLOCKS_A_PAGE === 0) this.#pages.push(new BlockPage(BLOCKS_A_PAGE * this.#wordsEach));
      this.moveTo(block);
    } else {
      this.moveTo(block);
      this.#free = this.page.words[this.at] as number;
    }
    return block;
  }

  /** Gives back the block, and leaves the pool standing at it. */
  release(block: number): void {
    this.moveTo(block);
    this.page.words[this.at] = this.#free;
    this.#free = block;
  }

  moveTo(block: number): void {
    this.page = this.#pages[Math.floor((block - 1) / BLOCKS_A_PAGE)] as BlockPage;
    this.at = ((block - 1) % BLOCKS_A_PAGE) * this.#wordsEach;
  }
}
