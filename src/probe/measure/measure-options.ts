/** What every measurement is told, and the first thing each does: from the target to addresses. */
import { setMaxListeners } from 'node:events';
import type { Endpoint } from '../../core/model/endpoint.ts';
import { type Machine, thisMachine } from '../machine.ts';
import type { Resolution } from '../model.ts';
import { resolveHost } from '../resolve.ts';
import type { Talk, TalkOptions } from '../talks/_talk.ts';
import { talks } from '../talks/index.ts';
import type { Target } from '../target.ts';
import type { Judged, Measured, MeasuredSample, Measurement } from './measurement.ts';
import { type OpenedStream, openStream } from './open-stream.ts';

/** How a target is measured. */
export interface MeasureOptions {
  /** Ends it at any time; what is known is given all the same. */
  readonly signal?: AbortSignal;
  /** Time limit of a connect, of a handshake, of an answer, in seconds; default 5. */
  readonly timeoutSeconds?: number;
  /** Of an HTTP request; default GET. */
  readonly method?: 'GET' | 'HEAD';
  /** Said instead of what the protocol would say. */
  readonly send?: Uint8Array;
  readonly insecure?: boolean;
  /** How far it is, a line, at most a few times a second. */
  readonly onProgress?: (text: string) => void;
  /** Tests give another machine. */
  readonly machine?: Machine;
}

/** What the functions of one measurement share. */
export interface Measuring {
  readonly target: Target;
  readonly machine: Machine;
  readonly signal: AbortSignal;
  readonly seconds: number;
  readonly insecure: boolean;
  readonly talk: Talk;
  readonly talkOptions: TalkOptions;
  readonly onProgress: (text: string) => void;
  /** When it began: RFC 3339, UTC. */
  readonly start: string;
  /** Seconds since it began. */
  readonly clock: () => number;
}

/** An address of the target. */
export type Address = Resolution['addresses'][number];

/** Fills in what was not said. A RangeError where the time limit is not 0.001 to 3600. */
export function prepareMeasuring(target: Target, options: MeasureOptions): Measuring {
  const { machine = thisMachine, timeoutSeconds: seconds = 5, send } = options;
  if (!(seconds >= 0.001 && seconds <= 3600)) {
    throw new RangeError(`Cannot wait ${seconds} s: 0.001 to 3600 are possible`);
  }
  // A signal of its own: as many connections listen to it as are open.
  const signal = AbortSignal.any(options.signal === undefined ? [] : [options.signal]);
  setMaxListeners(0, signal);
  const id = send === undefined ? target.scheme : 'tcp';
  const talk = talks.find(({ schemes }) => schemes.includes(id))!;
  const startMs = machine.nowMs();
  return {
    target,
    machine,
    signal,
    seconds,
    insecure: options.insecure === true || talk.trustsAnybody === true,
    talk,
    talkOptions: { method: options.method ?? 'GET', ...(send === undefined ? {} : { send }) },
    onProgress: options.onProgress ?? (() => {}),
    start: machine.today(),
    clock: () => (machine.nowMs() - startMs) / 1000,
  };
}

/** The target's addresses; none where the name has none, and then why. */
export async function findAddresses({ target, machine, seconds, signal }: Measuring): Promise<{
  readonly addresses: readonly Address[];
  readonly error: string | undefined;
}> {
  const { addresses, families } = await resolveHost(target.host, machine, seconds, signal);
  const error = families.find((family) => family.error !== undefined)?.error?.code;
  return { addresses, error: addresses.length > 0 ? undefined : (error ?? 'no address') };
}

/** Opens a connection of the measurement to one of the addresses. */
export async function openTo(address: Address, measuring: Measuring): Promise<OpenedStream> {
  return await openStream({ ...measuring, ...address, alpn: measuring.talk.alpn ?? [] });
}

/** Puts together what was judged and what was done. */
export function toMeasurement(
  measured: Measured,
  judged: Judged,
  samples: readonly MeasuredSample[],
  { clock, signal, start, target }: Measuring,
  address?: string,
): Measurement {
  const server: Endpoint | undefined = address === undefined ? undefined : { address, port: target.port };
  return {
    measured,
    start,
    ...(server === undefined ? {} : { server }),
    ...judged,
    samples,
    interrupted: signal.aborted,
    seconds: clock(),
  };
}

/** There was nothing to measure, as the target cannot be spoken to at all. */
export function notReached(where: string, why: string): Judged {
  return {
    finding: 'undecided',
    severity: 'failure',
    summary: `Nothing could be measured: ${where} ${why}`,
    reasons: [],
    advice: ['whyclosed probe without this option says what goes wrong'],
  };
}

/** It was ended before anything was known. */
export function interruptedEarly(): Judged {
  return {
    finding: 'undecided',
    severity: 'benign',
    summary: 'Interrupted before anything was known',
    reasons: [],
    advice: [],
  };
}
