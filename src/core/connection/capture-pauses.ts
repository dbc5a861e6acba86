/**
 * When nothing at all was captured for long: files that were put together of captures with a time between them look so. Whether
 * a capture ran then nobody knows, so silence counts up to there only.
 */
import { SECOND, type TimeNs } from '../model/time.ts';

/** A capture of anything but one idle connection sees a packet within this time. */
const PAUSE_MIN: TimeNs = 3600 * SECOND;

/** Of more pauses the latest are known. */
const PAUSES_MAX = 256;

/** The times at which the capture paused. */
export class CapturePauses {
  readonly #starts: TimeNs[] = [];

  /** Takes note of the time from one packet to the next, later one. */
  pass(fromNs: TimeNs, toNs: TimeNs): void {
    if (!(toNs - fromNs >= PAUSE_MIN) || fromNs === Number.NEGATIVE_INFINITY) return;
    if (this.#starts.length === PAUSES_MAX) this.#starts.shift();
    this.#starts.push(fromNs);
  }

  /** Until when a connection was watched that was last heard at `lastNs`: the first pause after that, or now. */
  watchedUntil(lastNs: TimeNs, nowNs: TimeNs): TimeNs {
    return this.#starts.find((startNs) => startNs >= lastNs) ?? nowNs;
  }
}
