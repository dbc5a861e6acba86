/** The times that a text names: how long was waited, how long nothing had come. */
import type { FoundDuration } from '../model/explanation.ts';

const UNIT_SECONDS: Readonly<Record<string, number>> = {
  ms: 0.001,
  msec: 0.001,
  millis: 0.001,
  millisecond: 0.001,
  s: 1,
  sec: 1,
  second: 1,
  min: 60,
  minute: 60,
  h: 3600,
  hour: 3600,
};

const NUMBER_AND_UNIT =
  /(?<![\w.,:/-])(\d{1,3}(?:,\d{3}){1,4}|\d{1,12}(?:\.\d{1,9})?) ?(ms|msecs?|millis|milliseconds?|s|secs?|seconds?|min|minutes?|h|hours?)(?![\w/-])/g;

/** `(read timeout=1.5)`, `timeout: 30000`: seconds in Python's, which says "read timeout". */
const NAMED = /\b((?:read|connect) timeout)=(\d{1,6}(?:\.\d{1,6})?)/g;

const MAX_DURATIONS = 6;

/** The times of a text, in order, each once. */
export function readDurations(text: string): FoundDuration[] {
  const found = new Map<string, FoundDuration>();
  for (const match of text.matchAll(NUMBER_AND_UNIT)) {
    const unit = match[2]!.length > 2 ? match[2]!.replace(/s$/, '') : match[2]!;
    const seconds = Number(match[1]!.replaceAll(',', '')) * (UNIT_SECONDS[unit] ?? Number.NaN);
    if (Number.isFinite(seconds) && seconds > 0) found.set(match[0], { text: match[0], seconds: round(seconds) });
    if (found.size >= MAX_DURATIONS) break;
  }
  for (const match of text.matchAll(NAMED)) {
    if (found.size >= MAX_DURATIONS) break;
    found.set(match[0], { text: match[0], seconds: Number(match[2]) });
  }
  return [...found.values()];
}

/** Time-outs are set to whole half minutes. */
const GRID_SECONDS = 30;

/** A time of half a minute or more that a time-out could have made: at most half a second beyond a whole half minute. */
export function timeoutLike({ seconds }: FoundDuration): number | undefined {
  const nearest = Math.round(seconds / GRID_SECONDS) * GRID_SECONDS;
  const beyond = seconds - nearest;
  return nearest >= GRID_SECONDS && beyond >= 0 && beyond <= 0.5 ? nearest : undefined;
}

function round(seconds: number): number {
  return Number(seconds.toPrecision(12));
}
