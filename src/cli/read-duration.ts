/** Durations as people type them: `5`, `5s`, `500ms`, `2m`, `1h`. */
import { UsageError } from './usage-error.ts';

const UNITS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, '': 1, m: 60, min: 60, h: 3600 };

/** What a duration may be, in seconds. */
export interface DurationRange {
  readonly min: number;
  readonly max: number;
}

/** Seconds; throws where the text is no duration or out of range. `option` is the name of the option it was given to. */
export function readDuration(option: string, text: string, { min, max }: DurationRange): number {
  const [, digits, unit = ''] = /^(\d{1,9}(?:\.\d{1,6})?)(ms|s|min|m|h)?$/.exec(text) ?? [];
  if (digits === undefined) {
    throw new UsageError(`--${option} cannot be "${text}": it is a time like 500ms, 5s or 2m`);
  }
  const seconds = Number(digits) * UNITS[unit]!;
  if (seconds < min || seconds > max) {
    throw new UsageError(`--${option} cannot be "${text}": ${min} s to ${max} s are possible`);
  }
  return seconds;
}
