/**
 * Where on the way a SYN stops. Node cannot set the TTL of a connection, so programs that can are run: traceroute,
 * tcptraceroute or mtr, whichever is there and may.
 */

import { spawn } from 'node:child_process';
import { formatHostPort } from '../../core/model/endpoint.ts';
import { WhyclosedError } from '../../core/model/whyclosed-error.ts';
import type { Target } from '../target.ts';
import {
  type Address,
  findAddresses,
  interruptedEarly,
  type MeasureOptions,
  notReached,
  prepareMeasuring,
  toMeasurement,
} from './measure-options.ts';
import type { MeasuredSample, Measurement } from './measurement.ts';
import { judgePath } from './path-judge.ts';
import { type Hop, parseMtr, parseTraceroute } from './path-text.ts';

/** Hops that are asked for. */
const HOPS_MAX = 30;

/** Time limit of a program, in seconds. */
const PROGRAM_SECONDS = 60;

/** Text that is kept of a program. */
const TEXT_MAX = 256 * 1024;

/** What a program printed, and how it ended. */
export interface ProgramText {
  readonly stdout: string;
  readonly stderr: string;
  /** `missing`: there is no such program. `stopped`: its time ran out, or the signal came. */
  readonly ended: 'well' | 'badly' | 'missing' | 'stopped';
}

/** Runs a program; never rejects. */
export type RunProgram = (command: string, args: readonly string[], signal: AbortSignal) => Promise<ProgramText>;

interface Tracer {
  readonly command: string;
  /** As it is shown. */
  readonly name: string;
  readonly speaksIpv6: boolean;
  readonly args: (address: string, port: number) => readonly string[];
  readonly parse: (text: string) => Hop[];
}

const TRACERS: readonly Tracer[] = [
  {
    command: 'traceroute',
    name: 'traceroute -T',
    speaksIpv6: true,
    args: (address, port) => [
      '-T',
      '-n',
      '-O',
      'info',
      '-q',
      '2',
      '-w',
      '2',
      '-m',
      `${HOPS_MAX}`,
      '-p',
      `${port}`,
      address,
    ],
    parse: parseTraceroute,
  },
  {
    command: 'tcptraceroute',
    name: 'tcptraceroute',
    speaksIpv6: false,
    args: (address, port) => ['-n', '-q', '2', '-w', '1', '-m', `${HOPS_MAX}`, address, `${port}`],
    parse: parseTraceroute,
  },
  {
    command: 'mtr',
    name: 'mtr --tcp',
    speaksIpv6: true,
    args: (address, port) => ['--tcp', '-P', `${port}`, '-n', '-j', '-c', '3', '-m', `${HOPS_MAX}`, address],
    parse: parseMtr,
  },
];

/** How it is traced. */
export interface PathOptions extends MeasureOptions {
  /** Tests give texts. */
  readonly runProgram?: RunProgram;
}

/** Traces the path to the target's first address. A WhyclosedError where no program can. */
export async function measurePath(target: Target, options: PathOptions = {}): Promise<Measurement> {
  const measuring = prepareMeasuring(target, options);
  const { signal, onProgress } = measuring;
  const { addresses, error } = await findAddresses(measuring);
  const [address] = addresses;
  if (signal.aborted) return toMeasurement('path', interruptedEarly(), [], measuring);
  if (address === undefined) {
    return toMeasurement('path', notReached(target.host, `has no address (${error ?? 'none'})`), [], measuring);
  }
  onProgress(`tracing the path to ${formatHostPort(address.address, target.port)}, up to ${PROGRAM_SECONDS} s`);
  const { hops, program, whole } = await trace(address, target.port, options.runProgram ?? runProgram, signal);
  const judged =
    signal.aborted && hops.length === 0
      ? interruptedEarly()
      : judgePath({ hops, address: address.address, port: target.port, program, whole });
  return toMeasurement('path', judged, hops.flatMap(toSamples), measuring, address.address);
}

async function trace(
  { address, family }: Address,
  port: number,
  run: RunProgram,
  signal: AbortSignal,
): Promise<{ readonly hops: Hop[]; readonly program: string; readonly whole: boolean }> {
  const sayings: string[] = [];
  let missing = 0;
  const able = TRACERS.filter(({ speaksIpv6 }) => family === 4 || speaksIpv6);
  for (const { command, name, args, parse } of able) {
    const { stdout, stderr, ended } = await run(command, args(address, port), signal);
    const hops = parse(stdout);
    if (hops.length > 0 || ended === 'stopped') return { hops, program: name, whole: ended !== 'stopped' };
    if (ended === 'missing') missing++;
    else sayings.push(`${name}: ${firstLineOf(stderr)}`);
  }
  const names = able.map(({ command }) => command).join(', ');
  if (missing === able.length) {
    throw new WhyclosedError('missing-program', `Cannot trace the path: none of ${names} is installed`, {
      hint: 'Install one of them: apt-get install traceroute',
    });
  }
  throw new WhyclosedError('permission-denied', `Cannot trace the path: ${sayings.join('; ')}`, {
    hint: 'Run with sudo, or install mtr, which needs no more rights',
  });
}

function firstLineOf(text: string): string {
  return text.trim().split('\n', 1)[0]!.slice(0, 200) || 'no word of why';
}

const runProgram: RunProgram = (command, args, signal) =>
  new Promise((resolve) => {
    const text = { stdout: '', stderr: '' };
    const limit = AbortSignal.any([signal, AbortSignal.timeout(PROGRAM_SECONDS * 1000)]);
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      signal: limit,
      env: { ...process.env, LC_ALL: 'C' },
    });
    let isMissing = false;
    // A program with rights of its own may not let itself be ended.
    limit.addEventListener('abort', () => {
      child.unref();
      for (const stream of [child.stdout, child.stderr]) stream.destroy();
      resolve({ ...text, ended: 'stopped' });
    });
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (part: string) => {
        text[name] = (text[name] + part).slice(0, TEXT_MAX);
      });
    }
    child.on('error', (error: NodeJS.ErrnoException) => {
      isMissing ||= error.code === 'ENOENT' || error.code === 'EACCES';
      // Without a process nothing else will come.
      if (child.pid === undefined) resolve({ ...text, ended: isMissing ? 'missing' : 'badly' });
    });
    child.on('close', (status) => {
      resolve({ ...text, ended: status === 0 ? 'well' : 'badly' });
    });
  });

function toSamples({ hop, answers, silent }: Hop): MeasuredSample[] {
  const answered = answers.map(
    ({ address, seconds, reply, mark }): MeasuredSample => ({
      at: 0,
      hop,
      address,
      outcome: mark ?? reply ?? 'answered',
      good: mark === undefined && reply !== 'reset',
      ...(seconds === undefined ? {} : { answerSeconds: seconds }),
    }),
  );
  const unanswered = Array.from(
    { length: silent },
    (): MeasuredSample => ({ at: 0, hop, outcome: 'silent', good: false }),
  );
  return [...answered, ...unanswered];
}
