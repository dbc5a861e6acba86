/**
 * Requests of growing size, each on a connection of its own: where the path has an MTU black hole, those above a size get no
 * answer. A size that fails is tried again, smaller ones after it, and the same bytes in small segments.
 */

import { setTimeout as pause } from 'node:timers/promises';
import { formatHostPort } from '../../core/model/endpoint.ts';
import { Channel } from '../channel.ts';
import { converse } from '../converse.ts';
import type { Machine } from '../machine.ts';
import { findRoute } from '../route.ts';
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
import type { Measurement } from './measurement.ts';
import { judgePayloads, type PayloadSample, payloadBounds, repeatsNeeded } from './payload-judge.ts';
import { paddedStep, paddingLimits } from './payload-request.ts';

/** Sizes of the first round, in bytes of TCP payload: closer where links and tunnels have their MTU. */
const SIZES = [300, 600, 900, 1100, 1200, 1240, 1280, 1320, 1360, 1380, 1400, 1420, 1440, 1460, 2000, 4000, 7900];

/** Connections at the same time. */
const AT_ONCE = 4;

/** Bounds so close are close enough, in bytes. */
const CLOSE_ENOUGH = 12;

/** Rounds that narrow the bounds, at most. */
const ROUNDS_MAX = 3;

/** Bytes of a small segment, and the seconds between two, so that they are not joined. */
const PIECE = { bytes: 250, seconds: 0.02 } as const;

/** Measures. */
export async function measurePayloads(target: Target, options: MeasureOptions = {}): Promise<Measurement> {
  const measuring = prepareMeasuring(target, { ...options, method: 'HEAD' });
  if (paddedStep(measuring, paddingLimits.min) === undefined) {
    const what = `is ${target.scheme}: only http, https, redis and rediss can be asked something of any size`;
    return toMeasurement('payload-sizes', notReached(target.text, what), [], measuring);
  }
  const { addresses, error } = await findAddresses(measuring);
  if (measuring.signal.aborted) return toMeasurement('payload-sizes', interruptedEarly(), [], measuring);
  const [address] = addresses;
  if (address === undefined) {
    const why = `has no address (${error ?? 'none'})`;
    return toMeasurement('payload-sizes', notReached(target.host, why), [], measuring);
  }
  const mtu = await mtuTo(address.address, measuring.machine, measuring.signal);
  const samples: PayloadSample[] = [];
  const trouble = await tryAll(address, mtu, samples, measuring);
  if (trouble !== undefined) {
    const where = formatHostPort(address.address, target.port);
    const judged = measuring.signal.aborted ? interruptedEarly() : notReached(where, trouble);
    return toMeasurement('payload-sizes', judged, samples, measuring, address.address);
  }
  const isFine = payloadBounds(samples).fails === undefined;
  const largeAnswer = isFine && !measuring.signal.aborted ? await askForAll(address, target, options) : undefined;
  const judged = judgePayloads({
    samples,
    mtu,
    interrupted: measuring.signal.aborted,
    ...(largeAnswer === undefined ? {} : { largeAnswer }),
  });
  return toMeasurement('payload-sizes', judged, samples, measuring, address.address);
}

/** MTU of the link to an address, where the system tells (`ip`, Linux). */
export async function mtuTo(address: string, machine: Machine, signal: AbortSignal): Promise<number | undefined> {
  if (machine.platform !== 'linux') return undefined;
  const route = await findRoute(address, machine, signal);
  if (route?.device === undefined) return undefined;
  try {
    const rows: unknown = JSON.parse(await machine.run('ip', ['-j', 'link', 'show', 'dev', route.device], signal));
    const row: unknown = Array.isArray(rows) ? rows[0] : undefined;
    const mtu = (row as { mtu?: unknown } | undefined)?.mtu;
    return typeof mtu === 'number' && mtu > 0 ? mtu : undefined;
  } catch {
    return undefined;
  }
}

/** All rounds. What went wrong where not even a small request is answered. */
async function tryAll(
  address: Address,
  mtu: number | undefined,
  samples: PayloadSample[],
  measuring: Measuring,
): Promise<string | undefined> {
  const small = await trySize(paddingLimits.min, false, address, measuring);
  if (typeof small === 'string') return small;
  samples.push(small);
  if (!small.good) return `does not answer a small request (${small.outcome})`;
  // Segments are no larger than the MTU allows: one size above it is enough.
  const above = SIZES.findIndex((size) => size > (mtu ?? Infinity));
  const sizes = above < 0 ? SIZES : SIZES.slice(0, above + 1);
  await trySizes(
    sizes.map((bytes) => ({ bytes, pieces: false })),
    address,
    samples,
    measuring,
  );
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const { passes, fails, bySize } = payloadBounds(samples);
    if (fails === undefined || !bySize || fails - passes <= CLOSE_ENOUGH) break;
    const step = (fails - passes) / (AT_ONCE + 1);
    const between = Array.from({ length: AT_ONCE }, (_, i) => Math.round(passes + step * (i + 1)));
    await trySizes(
      between.map((bytes) => ({ bytes, pieces: false })),
      address,
      samples,
      measuring,
    );
  }
  const { passes, fails, bySize } = payloadBounds(samples);
  if (fails === undefined || !bySize) return undefined;
  const again = Array.from({ length: repeatsNeeded - 1 }, () => ({ bytes: fails, pieces: false }));
  const pieces = Array.from({ length: 2 }, () => ({ bytes: fails, pieces: true }));
  await trySizes([...again, ...pieces], address, samples, measuring);
  const after = Array.from({ length: 2 }, () => ({ bytes: passes, pieces: false }));
  await trySizes(after, address, samples, measuring);
  return undefined;
}

async function trySizes(
  tries: readonly { readonly bytes: number; readonly pieces: boolean }[],
  address: Address,
  samples: PayloadSample[],
  measuring: Measuring,
): Promise<void> {
  const queue = [...tries];
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined && !measuring.signal.aborted; next = queue.shift()) {
      measuring.onProgress(`${next.bytes} bytes${next.pieces ? ' in small segments' : ''}`);
      const sample = await trySize(next.bytes, next.pieces, address, measuring);
      // A connect that fails says nothing of sizes.
      if (typeof sample !== 'string') samples.push(sample);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/** One request; a text where the connection could not be opened, or it was interrupted. */
async function trySize(
  bytes: number,
  pieces: boolean,
  address: Address,
  measuring: Measuring,
): Promise<PayloadSample | string> {
  const { clock, signal, seconds } = measuring;
  const { socket, stream, problem } = await openTo(address, measuring);
  try {
    if (stream === undefined || socket === undefined) return describeProblem(problem);
    const step = paddedStep(measuring, bytes - overheadOf(stream !== socket))!;
    const channel = new Channel(stream, clock);
    const before = socket.bytesWritten;
    const at = clock();
    if (pieces) await sendPieces(channel, step.send!, signal);
    const { send, ...rest } = step;
    const said = pieces ? rest : { ...rest, ...(send === undefined ? {} : { send }) };
    const { why } = await converse(channel, [said], { seconds, idleSeconds: seconds, signal, clock, onAsk: () => {} });
    if (why === 'aborted') return 'interrupted';
    const outcome =
      why === 'done' ? 'answered' : why === 'timeout' ? 'no answer' : channel.end?.how === 'fin' ? 'closed' : 'reset';
    const took = channel.lastAt - at;
    return {
      at,
      outcome,
      good: why === 'done',
      bytes: socket.bytesWritten - before,
      ...(pieces ? { pieces } : {}),
      ...(why === 'done' ? { answerSeconds: took } : {}),
    };
  } finally {
    stream?.destroy();
    socket?.destroy();
  }
}

function describeProblem(problem: { readonly stage: string; readonly outcome: string } | undefined): string {
  const { stage = 'connect', outcome = 'failed' } = problem ?? {};
  const hint =
    stage === 'tls' && outcome === 'ETIMEDOUT'
      ? ' (the certificate is the first large thing a server sends: full-size segments that vanish on the way back look like this)'
      : '';
  return `cannot be spoken to: ${stage} ${outcome}${hint}`;
}

/** Bytes that a TLS 1.3 record adds (RFC 8446 §5.2): header, type, tag. */
function overheadOf(isTls: boolean): number {
  return isTls ? 22 : 0;
}

async function sendPieces(channel: Channel, bytes: Uint8Array, signal: AbortSignal): Promise<void> {
  for (let from = 0; from < bytes.length && !signal.aborted; from += PIECE.bytes) {
    channel.send(bytes.subarray(from, from + PIECE.bytes));
    await pause(PIECE.seconds * 1000, undefined, { signal }).catch(() => {});
  }
}

/** Asks a web server for more than a head: whether the answer comes whole. */
async function askForAll(
  address: Address,
  target: Target,
  options: MeasureOptions,
): Promise<{ readonly bytes: number; readonly whole: boolean; readonly tries: number } | undefined> {
  const measuring = prepareMeasuring(target, { ...options, method: 'GET' });
  if (measuring.talk.id !== 'http') return undefined;
  let bytes = 0;
  for (let tries = 1; tries <= repeatsNeeded; tries++) {
    const { socket, stream } = await openTo(address, measuring);
    try {
      if (stream === undefined) return undefined;
      const channel = new Channel(stream, measuring.clock);
      const { seconds, signal, clock, talkOptions } = measuring;
      const steps = measuring.talk.steps(target, talkOptions);
      const { why } = await converse(channel, steps, { seconds, idleSeconds: seconds, signal, clock, onAsk: () => {} });
      bytes = Math.max(bytes, channel.receivedBytes);
      if (why === 'done') return { bytes, whole: true, tries };
      if (why !== 'timeout') return undefined;
    } finally {
      stream?.destroy();
      socket?.destroy();
    }
  }
  return { bytes, whole: false, tries: repeatsNeeded };
}
