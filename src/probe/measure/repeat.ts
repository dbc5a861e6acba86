/** The same connection tried many times, some at once, to see what fails only now and then, and at which address. */
import { Channel } from '../channel.ts';
import { converse } from '../converse.ts';
import type { Target } from '../target.ts';
import {
  type Address,
  findAddresses,
  interruptedEarly,
  type MeasureOptions,
  type Measuring,
  notReached,
  openTo,
  prepareMeasuring,
  toMeasurement,
} from './measure-options.ts';
import type { MeasuredSample, Measurement } from './measurement.ts';
import { judgeRepetition } from './repeat-judge.ts';

/** Ranges: tries, seconds between their starts, tries at the same time. */
export const repeatLimits = {
  count: { min: 1, max: 10_000 },
  intervalSeconds: { min: 0, max: 3600 },
  concurrency: { min: 1, max: 64 },
} as const;

/** How often, how fast. */
export interface RepeatPlan {
  readonly count: number;
  /** From the start of one try to that of the next. */
  readonly intervalSeconds: number;
  /** Tries that may be under way at once; where so many are, the next waits. */
  readonly concurrency: number;
}

/** How long a server may say nothing where nothing was asked. */
const SILENT_SECONDS = 0.2;

/** Measures; several addresses are tried in turn. A RangeError where a number is out of range. */
export async function measureRepetition(
  target: Target,
  plan: RepeatPlan,
  options: MeasureOptions = {},
): Promise<Measurement> {
  for (const name of ['count', 'intervalSeconds', 'concurrency'] as const) {
    const { min, max } = repeatLimits[name];
    if (!(plan[name] >= min && plan[name] <= max)) {
      throw new RangeError(`Cannot repeat: ${name} is ${plan[name]}, ${min} to ${max} are possible`);
    }
  }
  const measuring = prepareMeasuring(target, options);
  const { addresses, error } = await findAddresses(measuring);
  if (measuring.signal.aborted) return toMeasurement('repetition', interruptedEarly(), [], measuring);
  if (error !== undefined) {
    return toMeasurement('repetition', notReached(target.host, `has no address (${error})`), [], measuring);
  }
  const samples = await tryAll(plan, addresses, measuring);
  return toMeasurement('repetition', judgeRepetition(samples), samples, measuring);
}

async function tryAll(
  { count, intervalSeconds, concurrency }: RepeatPlan,
  addresses: readonly Address[],
  measuring: Measuring,
): Promise<MeasuredSample[]> {
  const { signal, clock, onProgress } = measuring;
  const samples: MeasuredSample[] = [];
  let next = 0;
  let failed = 0;
  // The moment of the next start; a try that came late does not make the next come sooner.
  let startAt = clock();
  const work = async (): Promise<void> => {
    while (next < count && !signal.aborted) {
      const turn = next++;
      const wait = startAt - clock();
      startAt = Math.max(startAt, clock()) + intervalSeconds;
      await pause(wait, signal);
      if (signal.aborted) return;
      const sample = await tryOnce(addresses[turn % addresses.length]!, measuring);
      if (sample === undefined) return;
      samples.push(sample);
      if (!sample.good) failed++;
      onProgress(`${samples.length} of ${count} tried, ${failed} failed`);
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, count) }, work));
  return samples.sort((a, b) => a.at - b.at);
}

/** `undefined` where it was interrupted. */
async function tryOnce(address: Address, measuring: Measuring): Promise<MeasuredSample | undefined> {
  const { clock, signal, seconds, talk, target, talkOptions } = measuring;
  const at = clock();
  const { socket, stream, problem, connectSeconds, tlsSeconds } = await openTo(address, measuring);
  try {
    const known = {
      at,
      address: address.address,
      connectSeconds,
      ...(tlsSeconds === undefined ? {} : { tlsSeconds }),
    };
    if (signal.aborted) return undefined;
    if (stream === undefined) {
      const { stage = 'connect', outcome = 'failed' } = problem ?? {};
      return { ...known, good: false, stage, outcome };
    }
    const channel = new Channel(stream, clock);
    const talkAt = clock();
    // What comes after a STARTTLS is not tried.
    const { exchanges, why } = await converse(channel, talk.steps(target, talkOptions), {
      seconds,
      idleSeconds: Math.min(seconds, SILENT_SECONDS),
      signal,
      clock,
      onAsk: () => {},
    });
    channel.close();
    if (why === 'aborted') return undefined;
    const last = exchanges.at(-1);
    const isAsked = exchanges.some(({ answer }) => answer !== undefined);
    const answered = isAsked ? { answerSeconds: clock() - talkAt } : {};
    const said = last?.answer === undefined ? {} : { said: last.answer };
    const isServerError = talk.id === 'http' && /^5\d\d$/.test(last?.code ?? '');
    const outcome = isServerError ? `status ${last?.code}` : outcomeOf(why, channel, last?.kind);
    return {
      ...known,
      ...answered,
      ...said,
      good: outcome === 'ok',
      outcome,
      ...(outcome === 'ok' ? {} : { stage: 'talk' }),
    };
  } finally {
    stream?.destroy();
    socket?.destroy();
  }
}

function outcomeOf(why: string, { end, receivedBytes }: Channel, kind: string | undefined): string {
  const part = receivedBytes > 0 ? ' in mid-answer' : '';
  if (why === 'timeout') return receivedBytes > 0 ? 'answer not complete' : 'no answer';
  if (why === 'ended') {
    if (end?.how === 'fin') return `closed${part === '' ? ' unanswered' : part}`;
    return end?.how === 'reset' ? `reset${part}` : (end?.error?.code ?? 'failed');
  }
  if (kind === 'odd') return 'not of the protocol';
  return kind === 'error' ? 'refused in words' : 'ok';
}

async function pause(seconds: number, signal: AbortSignal): Promise<void> {
  if (seconds <= 0 || signal.aborted) return;
  await new Promise<void>((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, seconds * 1000);
    signal.addEventListener('abort', end);
  });
}
