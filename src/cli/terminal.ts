/**
 * What the commands may touch of the process: its outputs, environment, clock and interrupts, behind one interface, so
 * that tests run a command without a process. `processTerminal` is the real one.
 */
import { statSync } from 'node:fs';
import type { PageStyle } from '../core/report/page.ts';
import { FileOutput, type Output } from './output.ts';

/** The surroundings of a command. */
export interface Terminal {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What lies at a path; `undefined` where nothing does. */
  readonly look: (path: string) => 'file' | 'directory' | undefined;
  /** Milliseconds of a clock that never goes back. */
  readonly nowMs: () => number;
  /** Calls the listener at the first interrupt (Ctrl-C); the returned function gives interrupts back their usual meaning. */
  readonly onInterrupt: (listener: () => void) => () => void;
}

/** The terminal of this process. */
export function processTerminal(): Terminal {
  return {
    stdout: new FileOutput(1, process.stdout.isTTY === true, process.stdout.columns),
    stderr: new FileOutput(2, process.stderr.isTTY === true, process.stderr.columns),
    env: process.env,
    look: (path) => {
      const stats = statSync(path, { throwIfNoEntry: false });
      if (stats === undefined) return undefined;
      return stats.isDirectory() ? 'directory' : 'file';
    },
    nowMs: () => performance.now(),
    onInterrupt: (listener) => {
      process.once('SIGINT', listener);
      return () => process.removeListener('SIGINT', listener);
    },
  };
}

/** `--color`: whatever the output is, or by what it is. */
export type ColorChoice = 'always' | 'never' | 'auto';

/** Columns of a page that is not shown on a terminal, and the most that still reads well. */
const DEFAULT_WIDTH = 90;
const MAX_WIDTH = 110;
const MIN_WIDTH = 40;

/** How a page is set on this output. https://no-color.org: colour is off where NO_COLOR is set and not empty. */
export function pageStyleOf(output: Output, terminal: Terminal, color: ColorChoice, ascii: boolean): PageStyle {
  const { env } = terminal;
  const wantsColor = output.isTerminal && (env.NO_COLOR ?? '') === '' && env.TERM !== 'dumb';
  // Some pseudo-terminals say that they have no columns.
  const columns = output.columns === undefined || output.columns === 0 ? DEFAULT_WIDTH : output.columns;
  return {
    width: Math.max(MIN_WIDTH, Math.min(MAX_WIDTH, columns)),
    color: color === 'always' || (color === 'auto' && wantsColor),
    ascii: ascii || !readsUtf8(env),
  };
}

/** The first of the three that is set decides (POSIX.1-2017 §8.2). Where none is, nobody has said that UTF-8 is not read. */
function readsUtf8(env: Terminal['env']): boolean {
  const locale = [env.LC_ALL, env.LC_CTYPE, env.LANG].find((value) => value !== undefined && value !== '');
  return locale === undefined || /utf-?8/i.test(locale);
}
