/** Which measurement `whyclosed probe` was asked for, read from its arguments. */
import { idleLimits } from '../probe/measure/idle.ts';
import { type RepeatPlan, repeatLimits } from '../probe/measure/repeat.ts';
import type { Arguments } from './arguments.ts';
import { readDuration } from './read-duration.ts';
import { UsageError } from './usage-error.ts';

/** What is measured, and how far. */
export type MeasureRequest =
  | { readonly kind: 'idle'; readonly limitSeconds: number }
  | { readonly kind: 'repeat'; readonly plan: RepeatPlan }
  | { readonly kind: 'payload' }
  | { readonly kind: 'path' };

/** Options that ask for a measurement; at most one is given. */
const ASKING = ['idle', 'count', 'payload-sizes', 'path'] as const;

/** Options that only go with another one. */
const BELONGING: Readonly<Record<string, (typeof ASKING)[number]>> = { interval: 'count', concurrency: 'count' };

/** Seconds from one try to the next where nothing is said: ping's least for all users (iputils). */
const INTERVAL_SECONDS = 0.2;

/** Reads the arguments; `undefined` where no measurement was asked for. */
export function toMeasureRequest({ values }: Arguments): MeasureRequest | undefined {
  const [first, second] = ASKING.filter((name) => values.has(name));
  if (second !== undefined) throw new UsageError(`--${first} and --${second} exclude each other`);
  for (const [name, other] of Object.entries(BELONGING)) {
    if (values.has(name) && first !== other) throw new UsageError(`--${name} goes with --${other} alone`);
  }
  for (const name of ['packets', 'save', 'resolver', 'quic', 'internet', 'internet-at']) {
    if (values.has(name) && first !== undefined) throw new UsageError(`--${first} and --${name} exclude each other`);
  }
  switch (first) {
    case 'idle':
      return { kind: 'idle', limitSeconds: readDuration('idle', values.get('idle')!, idleLimits) };
    case 'count':
      return { kind: 'repeat', plan: readRepeatPlan(values) };
    case 'payload-sizes':
      if (values.has('send')) throw new UsageError('--payload-sizes and --send exclude each other');
      return { kind: 'payload' };
    case 'path':
      return { kind: 'path' };
    default:
      return undefined;
  }
}

function readRepeatPlan(values: Arguments['values']): RepeatPlan {
  const interval = values.get('interval');
  return {
    count: readNumber('count', values.get('count')!, repeatLimits.count),
    intervalSeconds:
      interval === undefined ? INTERVAL_SECONDS : readDuration('interval', interval, repeatLimits.intervalSeconds),
    concurrency: readNumber('concurrency', values.get('concurrency') ?? '1', repeatLimits.concurrency),
  };
}

function readNumber(option: string, text: string, { min, max }: { min: number; max: number }): number {
  const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (!(number >= min && number <= max)) {
    throw new UsageError(`--${option} cannot be "${text}": it is a number from ${min} to ${max}`);
  }
  return number;
}
