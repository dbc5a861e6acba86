/** A session of the lab: checks that the machine can, runs the scenarios, prints each as it is done, and the matrix at the end. */
import { existsSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { WhyclosedError } from '../core/model/whyclosed-error.ts';
import { hangText, type Line, type PageStyle, paintPage } from '../core/report/page.ts';
import { countOf } from '../core/report/phrases.ts';
import {
  checkRecording,
  fromWire,
  type InsideEvent,
  type IsolatedRun,
  type Job,
  labPrograms,
  missingPackages,
  passes,
  pendingOf,
  type Recording,
  type Result,
  readRecording,
  renderConfusion,
  renderMatrix,
  renderMostRight,
  type Scenario,
  startIsolated,
  toJobs,
  writeRecording,
} from '../lab/index.ts';
import type { Arguments } from './arguments.ts';
import type { ExitStatus } from './commands/_command.ts';
import { renderOutcome, renderRecording, renderScenarios } from './lab-page.ts';
import { type ColorChoice, pageStyleOf, type Terminal } from './terminal.ts';

/** How to run. */
export interface SessionOptions {
  readonly args: Arguments;
  /** One line a scenario and the matrix, rather than everything there is to see of each. */
  readonly showsAll: boolean;
}

/** Prints what there is. */
export function listScenarios(scenarios: readonly Scenario[], args: Arguments, terminal: Terminal): ExitStatus {
  const style = styleOf(args, terminal, terminal.stdout);
  const lines = [...renderScenarios(scenarios, style), [], [{ text: countOf(scenarios.length, 'scenario') }]];
  terminal.stdout.write(paintPage(lines, style));
  return 0;
}

/** Runs scenarios and prints what became of them. */
export async function runScenarios(
  scenarios: readonly Scenario[],
  { args, showsAll }: SessionOptions,
  terminal: Terminal,
): Promise<ExitStatus> {
  const jobs = toJobs(scenarios);
  const recorded = args.values.get('recorded');
  if (recorded !== undefined)
    return showRecorded(jobs, recorded, new Session(scenarios, jobs, args, showsAll, terminal));
  requireMachine(scenarios);
  const run = startIsolated(jobs, args.values.has('keep'));
  const session = new Session(scenarios, jobs, args, showsAll, terminal);
  let isInterrupted = false;
  const release = terminal.onInterrupt(() => {
    isInterrupted = true;
    run.stop();
  });
  try {
    for await (const event of run.events) {
      if (!isInterrupted) session.take(event, run);
    }
  } finally {
    release();
    run.stop();
  }
  session.end();
  return isInterrupted ? 130 : session.status;
}

/** Shows recordings that are there already: without root, and on any system. */
function showRecorded(jobs: readonly Job[], folder: string, session: Session): ExitStatus {
  for (const { name } of jobs) {
    if (!existsSync(join(folder, name))) {
      throw new WhyclosedError('file-not-found', `Cannot read ${join(folder, name)}: there is no such recording`, {
        hint: 'whyclosed lab --record DIR makes recordings',
      });
    }
    session.takeRecording(readRecording(folder, name));
  }
  session.end();
  return session.status;
}

/** Says clearly what is missing: the system, root, programs. */
function requireMachine(scenarios: readonly Scenario[]): void {
  if (process.platform !== 'linux') {
    throw new WhyclosedError(
      'unsupported-platform',
      `Cannot run the lab: it needs Linux, and this is ${process.platform}`,
      {
        hint: 'examples/ holds what it records; whyclosed read works on them everywhere',
      },
    );
  }
  if (process.getuid?.() !== 0) {
    throw new WhyclosedError('permission-denied', 'Cannot run the lab: making network namespaces needs root', {
      hint: 'run it with sudo',
    });
  }
  const missing = missingPackages([...labPrograms, ...scenarios.flatMap(({ programs }) => programs ?? [])]);
  if (missing.length > 0) {
    throw new WhyclosedError('missing-program', `Cannot run the lab: programs are missing`, {
      hint: `apt-get install --no-install-recommends ${missing.join(' ')}`,
    });
  }
}

function styleOf(args: Arguments, terminal: Terminal, output: Terminal['stdout']): PageStyle {
  return pageStyleOf(output, terminal, (args.values.get('color') ?? 'auto') as ColorChoice, args.values.has('ascii'));
}

class Session {
  readonly #scenarios: readonly Scenario[];
  readonly #jobs: readonly Job[];
  readonly #showsAll: boolean;
  readonly #folder: string | undefined;
  readonly #isQuiet: boolean;
  readonly #terminal: Terminal;
  readonly #style: PageStyle;
  readonly #results: Result[] = [];
  #failures = 0;
  /** When the scenario under way began; undefined where none runs. */
  #startedMs: number | undefined;

  constructor(
    scenarios: readonly Scenario[],
    jobs: readonly Job[],
    args: Arguments,
    showsAll: boolean,
    terminal: Terminal,
  ) {
    this.#scenarios = scenarios;
    this.#jobs = jobs;
    this.#showsAll = showsAll;
    this.#folder = args.values.get('record');
    this.#isQuiet = args.values.has('quiet');
    this.#terminal = terminal;
    this.#style = styleOf(args, terminal, terminal.stdout);
  }

  get status(): ExitStatus {
    return this.#failures === 0 && this.#results.every(passes) ? 0 : 1;
  }

  take(event: InsideEvent, run: IsolatedRun): void {
    switch (event.kind) {
      case 'started':
        this.#startedMs = this.#terminal.nowMs();
        this.#showProgress(event.name);
        return;
      case 'recorded':
        this.takeRecording(fromWire(event.recording));
        return;
      case 'failed':
        this.#failures += 1;
        this.#print(hangText([{ text: '✗ ', tone: 'failure' }], `${event.name}: ${event.message}`, this.#style));
        return;
      case 'kept':
        this.#keep(event.name, event.failure, run);
        return;
      case 'broken':
        this.#clearProgress();
        this.#terminal.stdout.flush();
        throw new WhyclosedError('lab-failed', `Cannot run the lab: ${event.message}`);
    }
  }

  end(): void {
    this.#clearProgress();
    if (this.#showsAll && this.#results.length > 0) this.#printMatrix();
    this.#terminal.stdout.flush();
  }

  takeRecording(recording: Recording): void {
    const scenario = this.#scenarios.find(({ id }) => id === recording.facts.scenario) as Scenario;
    const result = checkRecording(scenario, recording);
    this.#results.push(result);
    if (this.#folder !== undefined) writeRecording(this.#folder, recording);
    const seconds = this.#startedMs === undefined ? undefined : (this.#terminal.nowMs() - this.#startedMs) / 1000;
    const inFull = !this.#showsAll && !this.#isQuiet;
    this.#print(inFull ? renderRecording(scenario, result, this.#style) : renderOutcome(result, seconds, this.#style));
  }

  #printMatrix(): void {
    const style = this.#style;
    const results = this.#results;
    const wrong = results.filter((result) => !passes(result)).length + this.#failures;
    const pending = pendingOf(results);
    const table = (lines: readonly string[]): Line[] => lines.map((text) => [{ text }]);
    this.#print([
      [],
      ...table(renderMatrix(results)),
      [],
      ...hangText([], renderMostRight(results), style),
      [],
      ...table(renderConfusion(results)),
      [],
      ...(pending.length === 0
        ? []
        : hangText([{ text: 'not yet diagnosed: ', tone: 'label' }], pending.join(', '), style)),
      [
        {
          text: `${countOf(results.length, 'recording')}, ${wrong === 0 ? 'all as they should be' : `${wrong} not as they should be`}`,
        },
      ],
    ]);
  }

  /** Waits for Enter while the hosts are there to look at. */
  #keep(name: string, failure: string | undefined, run: IsolatedRun): void {
    const lines = [
      ...(failure === undefined ? [] : hangText([{ text: '✗ ', tone: 'failure' }], failure, this.#style)),
      ...hangText([], `${name}: the hosts are there until Enter is pressed. To look around:`, this.#style, 'strong'),
      ...['client', 'router', 'server'].map(
        (host): Line => [{ text: `  nsenter --target ${run.pid()} --mount --pid ip netns exec ${host} bash` }],
      ),
    ];
    this.#print(lines);
    this.#terminal.stdout.flush();
    waitForEnter();
    run.goOn();
  }

  #print(lines: readonly Line[]): void {
    this.#clearProgress();
    this.#terminal.stdout.write(paintPage(lines, this.#style));
    this.#terminal.stdout.flush();
  }

  #showProgress(name: string): void {
    const { stderr } = this.#terminal;
    if (!stderr.isTerminal) return;
    const done = this.#results.length + this.#failures;
    stderr.write(`\r\u001b[K${done + 1} of ${this.#jobs.length}: ${name} …`);
    stderr.flush();
  }

  #clearProgress(): void {
    const { stderr } = this.#terminal;
    if (!stderr.isTerminal) return;
    stderr.write('\r\u001b[K');
    stderr.flush();
  }
}

function waitForEnter(): void {
  try {
    readSync(0, Buffer.alloc(1024));
  } catch {
    // No standard input to wait for.
  }
}
