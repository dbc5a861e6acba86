/**
 * Keeps V8's young generation at 8 MiB, in two halves. By itself it grows to 32, all of which a long capture's objects run
 * through, and is no faster for it; in fewer than 8 more objects live long enough to become old. Its limit can be set only
 * before V8 starts; the factor by which it grows is read whenever it does.
 */
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

const LARGEST = 8 * 1024 * 1024;

/** Major versions of V8, of Node 20 to 24, that know the flag: one that does not says so on standard error. */
const VERSIONS: readonly string[] = ['11', '12', '13'];

/** What is asked of V8. */
export interface YoungSpace {
  /** Bytes that it takes at present. */
  readonly size: () => number;
  readonly setFlag: (flag: string) => void;
}

const ownSpace: YoungSpace = {
  size: () => getHeapSpaceStatistics().find((space) => space.space_name === 'new_space')?.space_size ?? 0,
  setFlag: setFlagsFromString,
};

/** Looks after it. */
export class YoungGeneration {
  readonly #space: YoungSpace;
  #isWatched: boolean;
  #grows = true;

  constructor(space: YoungSpace = ownSpace, version: string = process.versions.v8) {
    this.#space = space;
    this.#isWatched = VERSIONS.includes(version.split('.')[0] as string);
  }

  /** To be called every now and then: lets it grow as long as it is small. V8 makes it smaller where nothing happens. */
  watch(): void {
    if (!this.#isWatched) return;
    try {
      const grows = this.#space.size() < LARGEST;
      if (grows === this.#grows) return;
      this.#grows = grows;
      this.#space.setFlag(`--semi-space-growth-factor=${grows ? 2 : 1}`);
    } catch {
      // What only calls itself Node may have neither.
      this.#isWatched = false;
    }
  }
}
