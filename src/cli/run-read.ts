/** What `whyclosed read` does: captures in, verdicts out as they come (NDJSON) or gathered at the end (text). */
import { causes } from '../core/causes/index.ts';
import type { Witnesses, WitnessText } from '../core/diagnose/witnesses.ts';
import type { Diagnosis } from '../core/model/diagnosis.ts';
import type { Problem } from '../core/model/problem.ts';
import { VerdictGroups } from '../core/report/groups.ts';
import { type PageStyle, paintPage } from '../core/report/page.ts';
import { countOf } from '../core/report/phrases.ts';
import { toConnectionRecord, toNdjson, toSummaryRecord } from '../core/report/record.ts';
import { renderProblem, renderText } from '../core/report/text.ts';
import type { WitnessFiles } from '../node/witness-files.ts';
import type { Arguments } from './arguments.ts';
import { type CaptureReader, type Reading, readCaptures } from './capture-reader.ts';
import type { ExitStatus } from './commands/_command.ts';
import type { Output } from './output.ts';
import { ProgressLine } from './progress.ts';
import { type ReadOptions, toReadOptions } from './read-options.ts';
import { pageStyleOf, type Terminal } from './terminal.ts';

/** Where verdicts go. */
interface Report {
  readonly add: (diagnosis: Diagnosis, base: number) => void;
  readonly end: (reading: Reading) => void;
}

/** Runs the command; `reader` is another one in tests. */
export async function runRead(args: Arguments, terminal: Terminal, ownReader?: CaptureReader): Promise<ExitStatus> {
  const options = toReadOptions(
    args,
    causes.map(({ id }) => id),
  );
  const reader = ownReader ?? (await chooseReader(options));
  const { filter, failOn } = options;
  const style = pageStyleOf(terminal.stdout, terminal, options.color, options.ascii);
  const report = chooseReport(options, terminal.stdout, style);
  const stop = new AbortController();
  const logs = await readLogs(options, terminal, stop);
  let hasFailed = false;
  const read = await readWatched(options, terminal, { stop, reader, witnesses: logs?.witnesses }, (diagnosis, base) => {
    if (filter !== undefined && !filter.matches(diagnosis)) return;
    const { severity } = diagnosis;
    hasFailed ||= severity === 'failure' || (severity === 'suspicious' && failOn === 'suspicious');
    report.add(diagnosis, base);
  });
  const reading = logs === undefined ? read : withLogs(read, logs);
  report.end(reading);
  terminal.stdout.flush();
  reportUnreadable(reading, options, terminal);
  if (stop.signal.aborted) return reportInterrupt(reading, options, terminal);
  return failOn !== undefined && hasFailed ? 1 : 0;
}

/** What is for captures of both ends alone is loaded for them alone. */
async function chooseReader({ serverPath, middlePaths }: ReadOptions): Promise<CaptureReader> {
  if (serverPath === undefined) return readCaptures;
  const { readBothEnds } = await import('./both-ends-reader.ts');
  return readBothEnds(serverPath, middlePaths);
}

/** The logs, where there are any. */
async function readLogs(
  options: ReadOptions,
  terminal: Terminal,
  stop: AbortController,
): Promise<WitnessFiles | undefined> {
  const { logPaths, quiet } = options;
  if (logPaths.length === 0) return undefined;
  const { readWitnesses } = await import('../node/witness-files.ts');
  const { signal } = stop;
  return whileWatched(options, terminal, { stop, showsProgress: !quiet }, (onProgress) =>
    readWitnesses(logPaths, { signal, onProgress }),
  );
}

/** Reads with the progress line and Ctrl-C in place, and takes both away. */
async function whileWatched<Result>(
  options: ReadOptions,
  terminal: Terminal,
  { stop, showsProgress }: { readonly stop: AbortController; readonly showsProgress: boolean },
  read: (onProgress: ProgressLine['update']) => Promise<Result>,
): Promise<Result> {
  const { stderr } = terminal;
  const style = pageStyleOf(stderr, terminal, options.color, options.ascii);
  const progress = showsProgress && stderr.isTerminal ? new ProgressLine(stderr, style, terminal.nowMs) : undefined;
  const release = terminal.onInterrupt(() => stop.abort());
  try {
    return await read((state) => progress?.update(state));
  } finally {
    release();
    progress?.clear();
  }
}

/** What was read, with what the logs were. */
function withLogs({ summary, base }: Reading, { texts }: WitnessFiles): Reading {
  const problems = [...summary.problems, ...texts.flatMap(problemsOf)];
  return {
    base,
    summary: { ...summary, problems, logs: texts.map(({ file, lines, telling }) => ({ file, lines, telling })) },
  };
}

function problemsOf({ file, lines, telling, leftOut }: WitnessText): Problem[] {
  const problems: Problem[] = [];
  if (telling === 0) {
    const message = `${file} tells nothing of connections: none of its ${countOf(lines, 'line')} is of a form that is known, or says why one ended`;
    problems.push({ code: 'log-quality', message, count: 1, file });
  }
  if (leftOut > 0) {
    const message = `${file} has more telling lines than are kept: the last ${countOf(leftOut, 'line')} were left out`;
    problems.push({ code: 'limit-reached', message, count: leftOut, file });
  }
  return problems;
}

/** Who reads, and what ends it. */
interface Watched {
  readonly stop: AbortController;
  readonly reader: CaptureReader;
  readonly witnesses: Witnesses | undefined;
}

/** Reads the captures. */
function readWatched(
  options: ReadOptions,
  terminal: Terminal,
  { stop, reader, witnesses }: Watched,
  onDiagnosis: Report['add'],
): Promise<Reading> {
  const { stdout } = terminal;
  // Records that scroll by on the same terminal are progress enough.
  const showsProgress = !options.quiet && !(options.format === 'ndjson' && stdout.isTerminal);
  return whileWatched(options, terminal, { stop, showsProgress }, (onProgress) =>
    reader(options.paths, {
      all: options.all || options.filter?.wantsBenign === true,
      at: options.at,
      witnesses,
      onDiagnosis,
      onProgress: (state) => {
        // Whoever reads the records of a capture that is still being made need not wait for the next thousand.
        stdout.flush();
        onProgress(state);
      },
      signal: stop.signal,
    }),
  );
}

function chooseReport(options: ReadOptions, stdout: Output, style: PageStyle): Report {
  if (options.quiet) return { add: () => {}, end: () => {} };
  if (options.format === 'ndjson') {
    return {
      add: (diagnosis, base) => stdout.write(toNdjson(toConnectionRecord(diagnosis, base))),
      end: ({ summary }) => stdout.write(toNdjson(toSummaryRecord(summary))),
    };
  }
  const groups = new VerdictGroups(options.limit);
  const { ladder, all } = options;
  const filtered = options.filter !== undefined;
  return {
    add: (diagnosis) => groups.add(diagnosis),
    end: ({ summary, base }) => {
      // What could not be read at all is said on standard error, whatever the format.
      const problems = summary.problems.filter((problem) => !isUnreadable(problem));
      const lines = renderText(groups, { ...summary, problems }, { ...style, ladder, all, filtered, base, titleOf });
      for (const line of lines) stdout.write(paintPage([line], style));
    },
  };
}

function titleOf(id: string): string {
  return causes.find((cause) => cause.id === id)?.title ?? id;
}

function isUnreadable({ code }: Problem): boolean {
  return code === 'unreadable-input';
}

/** Says which inputs could not be read, where others could. */
function reportUnreadable({ summary }: Reading, options: ReadOptions, terminal: Terminal): void {
  const style = pageStyleOf(terminal.stderr, terminal, options.color, options.ascii);
  for (const problem of summary.problems.filter(isUnreadable)) {
    terminal.stderr.write(paintPage(renderProblem(problem, { text: 'error', tone: 'failure' }, style), style));
  }
}

function reportInterrupt(reading: Reading, options: ReadOptions, terminal: Terminal): ExitStatus {
  const style = pageStyleOf(terminal.stderr, terminal, options.color, options.ascii);
  const note = `interrupted after ${countOf(reading.summary.packets, 'packet')}; what follows was not read`;
  terminal.stderr.write(paintPage([[{ text: 'note', tone: 'suspicious' }, { text: `: ${note}` }]], style));
  return 130;
}
