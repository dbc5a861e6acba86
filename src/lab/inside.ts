/**
 * The part of a lab run that is inside: the first process of namespaces of its own (isolate.ts), in which it lays networks
 * and runs programs. It is told what to run by its argument, says what happens on standard output, a JSON object a line,
 * and ends when its standard input does: so nothing outlives the command, however that ends.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { InsideEvent, Job, WireRecording } from './inside-event.ts';
import { KernelWitness } from './kernel.ts';
import { removeLeftovers as removeGroups } from './memory-limit.ts';
import type { Recording } from './recording.ts';
import { endProcesses, runScenario } from './run-scenario.ts';
import { scenarios } from './scenarios/index.ts';

/** What a program of this run may still be asked for once the command has gone. */
const END_WITHIN_MS = 2000;

function say(event: InsideEvent): void {
  process.stdout.write(`${JSON.stringify(event)}\n`);
}

function toWire({ name, facts, captures, kernel, logs }: Recording): WireRecording {
  const encode = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
  const { client, router, server } = captures;
  return {
    name,
    facts,
    captures: { client: encode(client), router: encode(router), server: encode(server) },
    kernel,
    logs: [...logs],
  };
}

/** Mounts what nobody else may see: files of the run, names of its namespaces, and tracefs where it is not mounted. */
function mountOwn(): void {
  const mounts = [['-t', 'tmpfs', 'tmpfs', '/run']];
  if (!existsSync('/sys/kernel/tracing/instances')) mounts.push(['-t', 'tracefs', 'nodev', '/sys/kernel/tracing']);
  for (const args of mounts) {
    const { status, stderr } = spawnSync('mount', args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`Cannot mount ${args.at(-1)}: ${stderr.trim()}`);
  }
}

/** The hosts stay as they are until the command says go on. */
function keepUntilTold(job: Job, failure: unknown): Promise<void> {
  say({ kind: 'kept', name: job.name, ...(failure === undefined ? {} : { failure: messageOf(failure) }) });
  return new Promise((resolve) => {
    process.stdin.once('data', () => resolve());
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function run(jobs: readonly Job[], keeps: boolean): Promise<void> {
  removeGroups();
  mountOwn();
  const kernel = KernelWitness.open();
  process.on('exit', () => {
    endProcesses();
    kernel.close();
    removeGroups();
  });
  for (const job of jobs) {
    const scenario = scenarios.find(({ id }) => id === job.id);
    if (scenario === undefined) throw new RangeError(`There is no scenario ${job.id}`);
    say({ kind: 'started', name: job.name });
    const beforeEnd = keeps ? (failure: unknown) => keepUntilTold(job, failure) : undefined;
    try {
      const recording = await runScenario(scenario, job.version, {
        kernel,
        ...(beforeEnd === undefined ? {} : { beforeEnd }),
      });
      say({ kind: 'recorded', recording: toWire(recording) });
    } catch (error) {
      say({ kind: 'failed', name: job.name, message: messageOf(error) });
    }
  }
}

process.stdin.resume();
process.stdin.on('end', () => {
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), END_WITHIN_MS).unref();
  process.exit(1);
});
process.stdout.on('error', () => process.exit(1));
const { jobs, keeps } = JSON.parse(process.argv[2] ?? '{}') as { jobs: readonly Job[]; keeps: boolean };
run(jobs, keeps).then(
  () => process.exit(0),
  (error: unknown) => {
    say({ kind: 'broken', message: messageOf(error) });
    process.exit(1);
  },
);
