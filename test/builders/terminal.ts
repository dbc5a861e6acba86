/** A terminal that remembers what was written to it, for tests of commands. */
import { statSync } from 'node:fs';
import type { Output } from '../../src/cli/output.ts';
import type { Terminal } from '../../src/cli/terminal.ts';

/** What the surroundings are; the rest is that of a pipe in a UTF-8 locale. */
export interface TerminalOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Columns of both outputs, which are then terminals. */
  readonly columns?: number;
  readonly stdoutIsTerminal?: boolean;
  /** Throws where writing to standard output shall fail. */
  readonly onWrite?: () => void;
}

/** A terminal and what happened to it. */
export interface RecordedTerminal extends Terminal {
  readonly written: { stdout: string; stderr: string };
  /** Presses Ctrl-C. */
  readonly interrupt: () => void;
  /** Lets time pass. */
  readonly passMs: (milliseconds: number) => void;
}

/** A new terminal. */
export function recordTerminal(options: TerminalOptions = {}): RecordedTerminal {
  const written = { stdout: '', stderr: '' };
  const listeners = new Set<() => void>();
  let nowMs = 0;
  const output = (name: 'stdout' | 'stderr', isTerminal: boolean): Output => ({
    isTerminal,
    columns: options.columns,
    write: (text) => {
      if (name === 'stdout') options.onWrite?.();
      written[name] += text;
    },
    flush: () => {},
  });
  return {
    written,
    stdout: output('stdout', options.stdoutIsTerminal ?? options.columns !== undefined),
    stderr: output('stderr', options.columns !== undefined),
    env: { LANG: 'en_US.UTF-8', TERM: 'xterm', ...options.env },
    look: (path) => {
      const stats = statSync(path, { throwIfNoEntry: false });
      if (stats === undefined) return undefined;
      return stats.isDirectory() ? 'directory' : 'file';
    },
    nowMs: () => nowMs,
    onInterrupt: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    interrupt: () => {
      for (const listener of listeners) listener();
    },
    passMs: (milliseconds) => {
      nowMs += milliseconds;
    },
  };
}
