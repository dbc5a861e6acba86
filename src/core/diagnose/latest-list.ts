const NOTHING: never[] = [];

/** The latest few of something that may come any number of times, in no order. */
export class LatestList<T> {
  list: T[] = NOTHING;
  readonly #max: number;
  /** Where the next goes, over the oldest. */
  #next = 0;

  constructor(max: number) {
    this.#max = max;
  }

  /** Takes it in; the oldest is forgotten where there are as many as are kept. */
  note(one: T): void {
    // Most have one: a list that grows has room for seventeen at once.
    if (this.list === NOTHING) this.list = [one];
    else this.list[this.#next] = one;
    this.#next = (this.#next + 1) % this.#max;
  }
}
