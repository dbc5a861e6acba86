/**
 * After what idle time a connection is closed, or lost without a word: opens connections side by side as the planner says,
 * lets them lie, uses them.
 */
import { formatHostPort } from '../../core/model/endpoint.ts';
import { Channel } from '../channel.ts';
import type { Target } from '../target.ts';
import { formatSeconds } from '../words.ts';
import { LyingConnection, sayFirst, useConnection } from './idle-connection.ts';
import { judgeIdle, type OpenConnection } from './idle-judge.ts';
import { boundsOf, type IdleSample, planIdle } from './idle-plan.ts';
import { type IdleTalk, idleTalkOf } from './idle-talk.ts';
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
import type { Judged, MeasuredSample, Measurement } from './measurement.ts';

/** The shortest time an answer of an idle connection is waited for, in seconds: TCP sends again meanwhile (RFC 6298). */
const ANSWER_MIN = 2;

/** Times as long as the first answer took. */
const ANSWER_FACTOR = 20;

/** Range of the longest idle time, in seconds. */
export const idleLimits = { min: 0.5, max: 86_400 } as const;

/** Measures. A RangeError where the time is out of range; never rejects because of what the network does. */
export async function measureIdle(
  target: Target,
  limitSeconds: number,
  options: MeasureOptions = {},
): Promise<Measurement> {
  if (!(limitSeconds >= idleLimits.min && limitSeconds <= idleLimits.max)) {
    throw new RangeError(`Cannot look at ${limitSeconds} s: ${idleLimits.min} to ${idleLimits.max} are possible`);
  }
  const measuring = prepareMeasuring(target, options);
  const talk = idleTalkOf(measuring);
  const { addresses, error } = await findAddresses(measuring);
  const give = (judged: Judged, samples: readonly MeasuredSample[] = [], address?: string): Measurement =>
    toMeasurement('idle-timeout', judged, samples, measuring, address);
  if (measuring.signal.aborted) return give(interruptedEarly());
  if (error !== undefined) return give(notReached(target.host, `has no address (${error})`));
  const first = await tryFirst(addresses, talk, measuring);
  if (measuring.signal.aborted) return give(interruptedEarly());
  const { address } = first.address;
  if (first.kind === 'failed') return give(notReached(formatHostPort(address, target.port), first.why), [], address);
  if (first.kind === 'closes') return give(notKeptOpen(talk), [], address);
  const { samples, open, failures } = await lieIdle(first, talk, limitSeconds, measuring);
  const judged = judgeIdle({
    samples,
    open,
    limitSeconds,
    use: first.canUse ? talk.useText : undefined,
    beforeLogin: talk.beforeLogin,
    interrupted: measuring.signal.aborted,
  });
  return give({ ...judged, reasons: [...judged.reasons, ...noteFailures(failures)] }, samples.map(toSample), address);
}

type First =
  | { readonly kind: 'ready'; readonly address: Address; readonly canUse: boolean; readonly answerSeconds: number }
  | { readonly kind: 'closes'; readonly address: Address }
  | { readonly kind: 'failed'; readonly address: Address; readonly why: string };

/** The first connection: whether it can be spoken to, and used a second time. */
async function tryFirst(addresses: readonly Address[], talk: IdleTalk, measuring: Measuring): Promise<First> {
  let failed: First | undefined;
  for (const address of addresses) {
    const tried = await tryAddress(address, talk, measuring);
    if (tried.kind !== 'failed' || measuring.signal.aborted) return tried;
    failed ??= tried;
  }
  return failed!;
}

async function tryAddress(address: Address, talk: IdleTalk, measuring: Measuring): Promise<First> {
  measuring.onProgress(`connecting to ${formatHostPort(address.address, measuring.target.port)}`);
  const { socket, stream, problem, connectSeconds } = await openTo(address, measuring);
  try {
    if (stream === undefined) {
      return { kind: 'failed', address, why: `cannot be spoken to: ${problem?.stage ?? ''} ${problem?.outcome ?? ''}` };
    }
    const channel = new Channel(stream, measuring.clock);
    const trouble = await sayFirst(channel, talk, measuring);
    if (trouble !== undefined) return { kind: 'failed', address, why: trouble };
    const use = await useConnection(channel, talk, measuring, measuring.seconds);
    const isAnswered = use?.outcome === 'answered';
    if (!isAnswered && talk.use !== undefined) {
      if (channel.end !== undefined) return { kind: 'closes', address };
      return { kind: 'failed', address, why: 'answers once and then no more' };
    }
    const took = Math.max(isAnswered ? use.seconds : 0, connectSeconds);
    const answerSeconds = Math.min(measuring.seconds, Math.max(ANSWER_MIN, took * ANSWER_FACTOR));
    return { kind: 'ready', address, canUse: isAnswered, answerSeconds };
  } finally {
    stream?.destroy();
    socket?.destroy();
  }
}

/** What came of the connections that lay idle. */
interface Lain {
  readonly samples: readonly IdleSample[];
  readonly open: readonly OpenConnection[];
  readonly failures: readonly string[];
}

async function lieIdle(
  { address, canUse, answerSeconds }: First & { readonly kind: 'ready' },
  talk: IdleTalk,
  limitSeconds: number,
  measuring: Measuring,
): Promise<Lain> {
  const { clock, signal } = measuring;
  const lying = new Map<number, LyingConnection>();
  const running: Promise<void>[] = [];
  const samples: IdleSample[] = [];
  const failures: string[] = [];
  const bell = new Bell();
  const listener = {
    onChange: () => bell.ring(),
    onSample: (sample: IdleSample) => samples.push(sample),
    onFailure: (why: string) => failures.push(why),
  };
  const open = (useAfter: number | undefined): void => {
    const connection = new LyingConnection(running.length, useAfter, talk, measuring, listener);
    lying.set(running.length, connection);
    running.push(connection.run(address, answerSeconds).finally(() => lying.delete(connection.state.id)));
  };
  try {
    while (!signal.aborted) {
      const connections = [...lying.values()].map(({ state }) => state);
      const state = { now: clock(), connections, samples, opened: running.length };
      const { actions, wakeAt, done } = planIdle({ limitSeconds, canUse }, state);
      if (done) break;
      for (const action of actions) {
        if (action.kind === 'open') open(action.useAfter);
        else if (action.kind === 'use') lying.get(action.id)?.use();
        else {
          lying.get(action.id)?.close();
          lying.delete(action.id);
        }
      }
      measuring.onProgress(progressOf(samples, lying.size, clock(), limitSeconds));
      await bell.wait(Math.max(0.001, Math.min(1, (wakeAt ?? Infinity) - clock())), signal);
    }
    const now = clock();
    const left = [...lying.values()].map(({ state }) => state).filter(({ phase }) => phase === 'idle');
    const still = left.map(({ id, idleSince, openedAt }) => ({
      id,
      idleSeconds: now - idleSince,
      ageSeconds: now - openedAt,
    }));
    return { samples: [...samples], open: still, failures: [...failures] };
  } finally {
    for (const connection of lying.values()) connection.close();
    await Promise.all(running);
  }
}

/** Something has happened; rung while nobody waits, it is heard all the same. */
class Bell {
  #isRung = false;
  #wake: () => void = () => {};

  ring(): void {
    this.#isRung = true;
    this.#wake();
  }

  async wait(seconds: number, signal: AbortSignal): Promise<void> {
    if (!this.#isRung && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, seconds * 1000);
        this.#wake = () => {
          clearTimeout(timer);
          signal.removeEventListener('abort', this.#wake);
          resolve();
        };
        signal.addEventListener('abort', this.#wake, { once: true });
      });
      signal.removeEventListener('abort', this.#wake);
    }
    this.#isRung = false;
  }
}

function progressOf(samples: readonly IdleSample[], open: number, now: number, limitSeconds: number): string {
  const { alive, lost } = boundsOf(samples);
  const parts = [
    `${open} open`,
    ...(alive === undefined ? [] : [`works after ${formatSeconds(alive)}`]),
    ...(lost === undefined ? [] : [`lost after ${formatSeconds(lost)}`]),
  ];
  return `${Math.floor(now)} s of about ${Math.ceil(limitSeconds)} s: ${parts.join(', ')}`;
}

function notKeptOpen({ useText }: IdleTalk): Judged {
  return {
    finding: 'not-kept-open',
    confidence: 'likely',
    severity: 'benign',
    summary: 'The server closes the connection after its first answer: there is no idle time to measure',
    reasons: [`a second use at once (${useText}) was answered by a close`],
    advice: ['Where clients should keep connections, the server’s keep-alive is to be switched on'],
  };
}

function noteFailures(failures: readonly string[]): string[] {
  if (failures.length === 0) return [];
  return [
    `${failures.length} of the connections could not be used from the start: ${[...new Set(failures)].join(', ')}`,
  ];
}

function toSample({ outcome, at, idleSeconds, ageSeconds, said }: IdleSample): MeasuredSample {
  return {
    at,
    outcome,
    good: outcome === 'answered',
    idleSeconds,
    ageSeconds,
    ...(said === undefined ? {} : { said }),
  };
}
