/**
 * The text report: an overview of what went wrong, some verdicts in full, and a line that says how much was fine. Made
 * from the gathered groups once the capture has been read.
 */
import type { Problem } from '../model/problem.ts';
import type { BothEndsSummary, LogSummary } from '../model/record.ts';
import { type BaseSeconds, SECOND } from '../model/time.ts';
import type { VerdictGroups } from './groups.ts';
import { renderLadder } from './ladder.ts';
import { renderOverview } from './overview.ts';
import { hangText, type Line, type PageStyle, type Span } from './page.ts';
import { countOf, countSeverities, formatCount, formatDuration } from './phrases.ts';
import type { CaptureSummary } from './record.ts';
import { renderVerdict } from './verdict-text.ts';

/** What the text report shows and how it is set. */
export interface TextOptions extends PageStyle {
  /** Whether each verdict shown in full is followed by its sequence diagram. */
  readonly ladder: boolean;
  /** Whether benign endings were asked for. */
  readonly all: boolean;
  /** Whether only part of the connections was asked for. */
  readonly filtered: boolean;
  readonly base: BaseSeconds;
  /** A cause's few words for people. */
  readonly titleOf: (cause: string) => string;
}

/** Input problems named one by one at most. */
const MAX_PROBLEMS = 20;

/** The lines of the report. */
export function* renderText(groups: VerdictGroups, summary: CaptureSummary, options: TextOptions): Generator<Line> {
  const shown = groups.shown();
  const setting = { base: options.base, titleOf: options.titleOf, style: options, said: new Map<string, string>() };
  if (groups.count > 1 || (groups.count > 0 && shown.length === 0)) {
    yield* renderOverview(groups.sorted(), options.titleOf, options);
    yield [];
  }
  for (const verdict of shown) {
    yield* renderVerdict(verdict, setting);
    if (options.ladder) {
      yield [];
      yield* renderLadder(verdict.diagnosis, options);
    }
    yield [];
  }
  yield* renderEnd(groups.count, shown.length, summary, options);
}

function renderEnd(count: number, shown: number, summary: CaptureSummary, options: TextOptions): Line[] {
  const lines: Line[] = [];
  const left = count - shown;
  if (left > 0 && shown > 0) {
    const text = `${formatCount(shown)} of ${formatCount(count)} shown in full; --limit, --where and --format ndjson show others`;
    lines.push(...hangText([], text, options, 'faint'));
  }
  if (count === 0) lines.push(...hangText([], sayNothingFound(summary, options), options, 'strong'));
  const scope = options.filtered ? 'In all: ' : '';
  lines.push(...hangText([], `${scope}${summarize(summary)}`, options));
  if (summary.bothEnds !== undefined) lines.push(...hangText([], describeBothEnds(summary.bothEnds), options));
  if (summary.logs !== undefined) lines.push(...hangText([], describeLogs(summary.logs), options));
  lines.push(...renderProblems(summary.problems, options));
  return lines;
}

function sayNothingFound(summary: CaptureSummary, options: TextOptions): string {
  if (summary.packets === 0) return 'There are no packets in this capture';
  if (summary.connections === 0) return 'There is no TCP connection in this capture';
  if (options.filtered && options.all) return 'The filter lets no connection through';
  if (options.filtered) return 'No connection that the filter lets through ended badly';
  return 'No connection ended badly';
}

/** `120 packets, 9 connections: 3 failed, 1 suspicious, 5 fine`. */
function summarize({ packets, connections, failures, suspicious, benign }: CaptureSummary): string {
  const read = `${countOf(packets, 'packet')}, ${countOf(connections, 'connection')}`;
  return connections === 0 ? read : `${read}: ${countSeverities(failures, suspicious, benign)}`;
}

/** `8 connections are in both captures; the server’s clock is 1.2 ms ahead of the client’s`. */
function describeBothEnds({ paired, middles = [], clockOffset, clockDrift }: BothEndsSummary): string {
  const verb = paired === 1 ? 'is' : 'are';
  const between = middles.map((middle) => `, ${formatCount(middle.paired)} of the client’s in ${middle.file}`).join('');
  const both = `${countOf(paired, 'connection')} ${verb} in both captures${between}`;
  if (clockOffset === undefined) return both;
  const distance = formatDuration(Math.abs(clockOffset) * SECOND);
  const drift =
    clockDrift === undefined
      ? ''
      : ` midway, and ${clockDrift < 0 ? 'loses' : 'gains'} ${Math.abs(clockDrift)} µs a second`;
  return `${both}; the server’s clock is ${distance} ${clockOffset < 0 ? 'behind' : 'ahead of'} the client’s${drift}`;
}

/** `nginx-error.log: 3 of 120 lines tell something; kernel.txt: 40 of 60`. */
function describeLogs(logs: readonly LogSummary[]): string {
  const each = logs.map(
    ({ file, lines, telling }) => `${formatCount(telling)} of ${countOf(lines, 'line')} of ${file}`,
  );
  return `${each.join(', ')} tell of connections`;
}

function renderProblems(problems: readonly Problem[], style: PageStyle): Line[] {
  const lines = problems
    .slice(0, MAX_PROBLEMS)
    .flatMap((problem) => renderProblem(problem, { text: 'note', tone: 'suspicious' }, style));
  const left = problems.length - MAX_PROBLEMS;
  return left <= 0 ? lines : [...lines, [{ text: `… and ${countOf(left, 'note')} more`, tone: 'faint' }]];
}

/** The lines of one problem of the input, after a label such as `note`. */
export function renderProblem(problem: Problem, label: Span, style: PageStyle): Line[] {
  const { message, count, file, packet, offset } = problem;
  const place = [
    ...(file === undefined || message.includes(file) ? [] : [file]),
    ...(packet === undefined ? [] : [`packet #${packet}`]),
    ...(offset === undefined ? [] : [`byte ${formatCount(offset)}`]),
    ...(count === 1 ? [] : [`${formatCount(count)} times`]),
  ];
  const where = place.length === 0 ? '' : ` (${place.join(', ')})`;
  return hangText([label, { text: ': ' }], `${message}${where}`, style);
}
