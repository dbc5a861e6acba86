/**
 * Programs that a scenario runs: one to its end, or one that goes on while the scenario acts. What they print is kept, can
 * be waited for, and may become a log of the recording. They run as a stranger would run them: no settings of this machine.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { LabError } from './lab-error.ts';

/** Programs see no proxy, no settings, and no language but English. */
export const CLEAN_ENVIRONMENT: Readonly<Record<string, string>> = {
  PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
  LC_ALL: 'C.UTF-8',
  TZ: 'UTC',
  HOME: '/nonexistent',
};

const PATIENCE_MS = 20_000;
const OUTPUT_MAX = 1024 * 1024;

/** Runs a program to its end; its standard output. Rejects where it fails. */
export function runToEnd(command: string, args: readonly string[], input = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = {
      env: CLEAN_ENVIRONMENT,
      timeout: PATIENCE_MS,
      killSignal: 'SIGKILL',
      maxBuffer: OUTPUT_MAX,
    } as const;
    const child = execFile(command, args, options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new LabError(`${[command, ...args].join(' ')}: ${stderr.trim() || error.message}`));
    });
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });
}

/** Stops a process and waits until it stands still: a signal to a process that is at work takes its time. */
export async function holdProcess(pid: number): Promise<void> {
  process.kill(pid, 'SIGSTOP');
  while (!/^State:\tT/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/** How a program ended. */
export interface ProgramEnd {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A program that runs while the scenario acts. */
export class Program {
  readonly name: string;
  /** Everything it has printed, on both outputs. */
  output = '';
  /** What it has printed on standard output. */
  stdout = '';
  readonly ended: Promise<ProgramEnd>;
  readonly #child: ChildProcess;
  readonly #waiting = new Set<() => void>();
  #isOver = false;

  constructor(name: string, command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    this.name = name;
    this.#child = spawn(command, args, { env: { ...CLEAN_ENVIRONMENT, ...env }, stdio: 'pipe' });
    this.#child.stdin?.on('error', () => {});
    this.#child.stdout?.on('data', (piece: Buffer) => this.#take(piece, true));
    this.#child.stderr?.on('data', (piece: Buffer) => this.#take(piece, false));
    this.ended = new Promise((resolve, reject) => {
      this.#child.on('error', (error) => reject(new LabError(`${name}: ${error.message}`)));
      this.#child.on('close', (status, signal) => {
        this.#isOver = true;
        for (const wake of this.#waiting) wake();
        resolve({ status, signal });
      });
    });
    this.ended.catch(() => {});
  }

  /** Its process number in the run's own PID namespace. */
  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Waits until what it has printed matches; rejects where it ends before, or keeps silent for 20 seconds. */
  async printed(pattern: RegExp): Promise<RegExpExecArray> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const match = pattern.exec(this.output);
      if (match !== null) return match;
      const left = deadline - Date.now();
      if (this.#isOver || left <= 0) {
        const why = this.#isOver ? 'ended' : `printed nothing for ${PATIENCE_MS / 1000} s`;
        throw new LabError(`${this.name} ${why} and had not printed ${pattern}: ${this.output.trim()}`);
      }
      await this.#somethingNew(left);
    }
  }

  /** Writes to its standard input. */
  write(text: string | Uint8Array): void {
    this.#child.stdin?.write(text);
  }

  /** Ends its standard input. */
  endInput(): void {
    this.#child.stdin?.end();
  }

  /** Sends a signal; resolves when the program has ended. */
  async kill(signal: NodeJS.Signals = 'SIGTERM'): Promise<ProgramEnd> {
    this.#child.kill(signal);
    return await this.ended;
  }

  /** Stops it where it is and waits until it stands still; SIGCONT lets it go on. */
  async hold(): Promise<void> {
    await holdProcess(this.pid);
  }

  /** Sends a signal after which it goes on: SIGSTOP, SIGCONT, SIGHUP. */
  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  #take(piece: Buffer, onStdout: boolean): void {
    const text = piece.toString('utf8');
    if (this.output.length < OUTPUT_MAX) this.output += text;
    if (onStdout && this.stdout.length < OUTPUT_MAX) this.stdout += text;
    for (const wake of this.#waiting) wake();
  }

  #somethingNew(withinMs: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, withinMs);
      this.#waiting.add(wake);
    });
  }
}
