/**
 * How the answers to many recordings stand to the truth, by vantage point: one row a view, and below what was taken for
 * what. Text in Markdown, for the terminal and for pages.
 */
import { type Answer, type Outcome, type Result, VIEWS } from './check.ts';
import type { View } from './scenarios/_scenario.ts';

/** The answers of one view, counted. */
export interface Tally {
  readonly view: View;
  readonly outcomes: Readonly<Record<Outcome, number>>;
  readonly closers: Readonly<Record<Answer['closer'], number>>;
  readonly certain: number;
  readonly certainAndWrong: number;
}

/** Counts the answers of one view. */
export function tallyView(results: readonly Result[], view: View): Tally {
  const outcomes = { right: 0, allowed: 0, missed: 0, unseen: 0, pending: 0 };
  const closers = { right: 0, unknown: 0, wrong: 0 };
  let certain = 0;
  let certainAndWrong = 0;
  for (const answer of answersOf(results, view)) {
    outcomes[answer.outcome] += 1;
    if (answer.outcome !== 'unseen') closers[answer.closer] += 1;
    if (answer.diagnosis?.verdict.confidence === 'certain') certain += 1;
    if (answer.faults.some((fault) => fault.startsWith('certain and wrong'))) certainAndWrong += 1;
  }
  return { view, outcomes, closers, certain, certainAndWrong };
}

function answersOf(results: readonly Result[], view: View): Answer[] {
  return results.flatMap(({ answers }) => answers.filter((answer) => answer.view === view));
}

const VIEW_NAMES: Readonly<Record<View, string>> = {
  client: 'client',
  router: 'router',
  server: 'server',
  both: 'both ends',
};

const HEAD = [
  'seen from',
  'right',
  'looks the same',
  'missed',
  'who: right',
  'unknown',
  'wrong',
  'certain',
  'certain and wrong',
];

/** The table of all views. What is not seen from a point, and causes the catalogue does not have, are left out of it. */
export function renderMatrix(results: readonly Result[]): string[] {
  const rows = VIEWS.map((view) => {
    const { outcomes, closers, certain, certainAndWrong } = tallyView(results, view);
    const counts = [outcomes.right, outcomes.allowed, outcomes.missed];
    const whose = [closers.right, closers.unknown, closers.wrong];
    return [VIEW_NAMES[view], ...[...counts, ...whose, certain, certainAndWrong].map(String)];
  });
  return renderTable([HEAD, ...rows]);
}

/** What was taken for what: `truth → answer`, how often, and from where. Only answers that are not the truth. */
export function renderConfusion(results: readonly Result[]): string[] {
  const counts = new Map<string, Map<View, number>>();
  for (const view of VIEWS) {
    for (const { outcome, truth, diagnosis } of answersOf(results, view)) {
      if (outcome === 'right' || outcome === 'unseen' || outcome === 'pending') continue;
      const key = `${truth.cause} | ${diagnosis?.verdict.cause ?? 'nothing'} | ${outcome === 'allowed' ? 'looks the same' : 'missed'}`;
      const byView = counts.get(key) ?? new Map<View, number>();
      byView.set(view, (byView.get(view) ?? 0) + 1);
      counts.set(key, byView);
    }
  }
  const rows = [...counts]
    .sort()
    .map(([key, byView]) => [...key.split(' | '), ...VIEWS.map((view) => String(byView.get(view) ?? ''))]);
  return renderTable([['truth', 'answer', '', ...VIEWS.map((view) => VIEW_NAMES[view])], ...rows]);
}

/** Recordings whose cause the catalogue does not have yet. */
export function pendingOf(results: readonly Result[]): string[] {
  return results
    .filter(({ answers }) => answers.some(({ outcome }) => outcome === 'pending'))
    .map(({ recording }) => recording.name);
}

function renderTable(rows: readonly (readonly string[])[]): string[] {
  const [head = []] = rows;
  const widths = head.map((_, column) => Math.max(3, ...rows.map((row) => (row[column] ?? '').length)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [line(head), rule, ...rows.slice(1).map(line)];
}
