/** Which measurement `whyclosed probe` was asked for, read from its arguments. */
import { idleLimits } from '../probe/measure/idle.ts';
import type { Arguments } from './arguments.ts';
import { readDuration } from './read-duration.ts';
import { UsageError } from './usage-error.ts';

/** What is measured, and how far. */
export type MeasureRequest = { readonly kind: 'idle'; readonly limitSeconds: number };

/** Options that ask for a measurement; at most one is given. */
export const measureOptionNames = ['idle'] as const;

/** Reads the arguments; `undefined` where no measurement was asked for. */
export function toMeasureRequest({ values }: Arguments): MeasureRequest | undefined {
  const asked = measureOptionNames.filter((name) => values.has(name));
  const [first, second] = asked;
  if (first === undefined) return undefined;
  if (second !== undefined) throw new UsageError(`--${first} and --${second} exclude each other`);
  return { kind: 'idle', limitSeconds: readDuration('idle', values.get('idle')!, idleLimits) };
}
