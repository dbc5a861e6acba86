/**
 * Lines of logs by what they mean and when they were written, so that a log of a day costs a connection no more than the lines
 * of its moment. Where a line names no time zone, it stands where it is within its quarter of an hour.
 */
import type { LogEntry, LogMeaning } from '../model/witness.ts';
import { countBefore } from './in-order.ts';

/** Time zones differ by whole quarters of an hour, in seconds. */
export const QUARTER = 900;
/** Lines of one meaning that are looked at for a connection: they all say the same. */
const LOOKED_AT_MAX = 256;

interface Lines {
  readonly untimed: LogEntry[];
  readonly zoned: Timed;
  readonly unzoned: Timed;
}

/** In order of time once they are asked for. */
interface Timed {
  readonly entries: { readonly at: number; readonly entry: LogEntry }[];
  isSorted: boolean;
}

/** Lines about one client, or about nobody. */
export class LogIndex {
  readonly #lines = new Map<LogMeaning, Lines>();
  /** So much earlier than asked for a line may have been written; seconds. */
  #earliest = 0;

  add(entry: LogEntry): void {
    const { meaning, time, holdsSeconds = 0 } = entry;
    let lines = this.#lines.get(meaning);
    if (lines === undefined) {
      lines = { untimed: [], zoned: { entries: [], isSorted: true }, unzoned: { entries: [], isSorted: true } };
      this.#lines.set(meaning, lines);
    }
    if (time === undefined) {
      lines.untimed.push(entry);
      return;
    }
    this.#earliest = Math.max(this.#earliest, time.precision + holdsSeconds);
    const timed = time.zoned ? lines.zoned : lines.unzoned;
    timed.entries.push({ at: time.zoned ? time.seconds : withinQuarter(time.seconds), entry });
    timed.isSorted = false;
  }

  /** Lines written between two times, as far as that is known; of each meaning the first of them. */
  *between(fromSeconds: number, untilSeconds: number): Generator<LogEntry> {
    const from = fromSeconds - this.#earliest;
    for (const { untimed, zoned, unzoned } of this.#lines.values()) {
      yield* untimed.filter(({ began }, at) => began !== undefined || at < LOOKED_AT_MAX);
      yield* range(zoned, from, untilSeconds);
      const within = withinQuarter(from);
      const length = Math.min(untilSeconds - from, QUARTER);
      yield* range(unzoned, within, within + length);
      yield* range(unzoned, 0, within + length - QUARTER);
    }
  }
}

function withinQuarter(seconds: number): number {
  return seconds - Math.floor(seconds / QUARTER) * QUARTER;
}

function* range(timed: Timed, from: number, until: number): Generator<LogEntry> {
  const { entries } = timed;
  if (!timed.isSorted) entries.sort((a, b) => a.at - b.at);
  timed.isSorted = true;
  const first = countBefore(entries, ({ at }) => at, from);
  for (const { at: seconds, entry } of entries.slice(first, first + LOOKED_AT_MAX)) {
    if (seconds > until) return;
    yield entry;
  }
}
