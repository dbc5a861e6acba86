/** The latest few of something that may come any number of times, in no order. */
export class LatestList<T> {
  readonly list: T[] = [];
  readonly #max: number;
  /** Where the next goes, over the oldest. */
  #next = 0;

  constructor(max: number) {
    this.#max = max;
  }

  /** Takes it in; the oldest is forgotten where there are as many as are kept. */
  note(one: T): void {
    this.list[this.#next] = one;
    this.#next = (this.#next + 1) % this.#max;
  }
}
