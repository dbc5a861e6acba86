/**
 * How the answers to many recordings stand to the truth, by vantage point: one row a view, and below what was taken for
 * what. Text in Markdown, for the terminal and for pages.
 */

import type { Diagnosis } from '../core/model/diagnosis.ts';
import { type Answer, type Result, VIEWS } from './check.ts';
import type { View } from './scenarios/_scenario.ts';

/** An answer beside the truth, whoever knew it. */
export interface Judged {
  readonly diagnosis: Diagnosis | undefined;
  /** `unseen` and `pending` are not counted. */
  readonly outcome: Answer['outcome'];
  readonly closer: Answer['closer'];
}

/** Answers, counted. What is not to be seen, and causes the catalogue lacks, are left out. */
export interface Tally {
  /** `right`, `looksTheSame` and `missed` together. */
  readonly answers: number;
  readonly right: number;
  readonly looksTheSame: number;
  readonly missed: number;
  /** Who closed it is right. */
  readonly closerRight: number;
  /** Nothing was said about who closed it. */
  readonly closerUnknown: number;
  /** The cause is missed or the closer wrong, and the answer was not certain. */
  readonly wrongButUnsure: number;
  /** All answers that were certain. */
  readonly certain: number;
  readonly certainAndWrong: number;
}

/** Counts answers. */
export function tallyAnswers(answers: readonly Judged[]): Tally {
  const judged = answers.filter(({ outcome }) => outcome !== 'unseen' && outcome !== 'pending');
  const count = (holds: (answer: Judged) => boolean): number => judged.filter(holds).length;
  const isCertain = ({ diagnosis }: Judged): boolean => diagnosis?.verdict.confidence === 'certain';
  const isWrong = ({ outcome, closer }: Judged): boolean => outcome === 'missed' || closer === 'wrong';
  return {
    answers: judged.length,
    right: count(({ outcome }) => outcome === 'right'),
    looksTheSame: count(({ outcome }) => outcome === 'allowed'),
    missed: count(({ outcome }) => outcome === 'missed'),
    closerRight: count(({ closer }) => closer === 'right'),
    closerUnknown: count(({ closer }) => closer === 'unknown'),
    wrongButUnsure: count((answer) => isWrong(answer) && !isCertain(answer)),
    certain: count(isCertain),
    certainAndWrong: count((answer) => isWrong(answer) && isCertain(answer)),
  };
}

/** Counts the answers of one view. */
export function tallyView(results: readonly Result[], view: View): Tally {
  return tallyAnswers(answersOf(results, view));
}

function answersOf(results: readonly Result[], view: View): Answer[] {
  return results.flatMap(({ answers }) => answers.filter((answer) => answer.view === view));
}

const VIEW_NAMES: Readonly<Record<View, string>> = {
  client: 'client',
  router: 'router',
  server: 'server',
  'client-witnesses': 'client, its kernel and logs',
  'server-witnesses': 'server, its kernel and logs',
  both: 'both ends',
  witnesses: 'both ends, kernels, logs',
};

const HEAD = [
  'seen from',
  'answers',
  'right cause first',
  'looks the same',
  'missed',
  'right closer',
  'unknown closer',
  'wrong, unsure',
  'certain',
  'certain and wrong',
];

/** The table of all views. */
export function renderMatrix(results: readonly Result[]): string[] {
  const rows = VIEWS.map((view) => toRow(VIEW_NAMES[view], tallyView(results, view)));
  return renderTable([HEAD, ...rows]);
}

/**
 * What no order of the causes can better: how many answers of a view were right if, of truths that get one and the same answer
 * from there, the most frequent were always named first.
 */
export function mostRight(results: readonly Result[], view: View): number {
  const truths = new Map<string, Map<string, number>>();
  for (const { outcome, truth, diagnosis } of answersOf(results, view)) {
    if (diagnosis === undefined || outcome === 'unseen' || outcome === 'pending') continue;
    const { cause } = diagnosis.verdict;
    const among = truths.get(cause) ?? new Map<string, number>();
    among.set(truth.cause, (among.get(truth.cause) ?? 0) + 1);
    truths.set(cause, among);
  }
  return [...truths.values()].reduce((sum, among) => sum + Math.max(...among.values()), 0);
}

/** `Named in the best order: client 383 of 477 (80 %), …`. */
export function renderMostRight(results: readonly Result[]): string {
  const shares = VIEWS.map((view) => {
    const { answers } = tallyView(results, view);
    return `${VIEW_NAMES[view]} ${withShare(mostRight(results, view), answers).replace(' (', ` of ${answers} (`)}`;
  });
  return `Right, were the most frequent of what gets the same answer always named first: ${shares.join('; ')}`;
}

/** The same table of one row: of labelled captures that are not the lab's. */
export function renderTally(name: string, tally: Tally): string[] {
  return renderTable([HEAD, toRow(name, tally)]);
}

function toRow(name: string, tally: Tally): string[] {
  const { answers, right, looksTheSame, missed, closerRight, closerUnknown, wrongButUnsure } = tally;
  const shares = [right, looksTheSame, missed, closerRight, closerUnknown, wrongButUnsure];
  return [
    name,
    String(answers),
    ...shares.map((count) => withShare(count, answers)),
    String(tally.certain),
    String(tally.certainAndWrong),
  ];
}

/** `321 (72 %)`. Never rounded to 0 % or 100 % where it is not. */
function withShare(count: number, total: number): string {
  if (total === 0) return String(count);
  const share = (100 * count) / total;
  const rounded = count === 0 || count === total ? share : Math.min(99, Math.max(1, Math.round(share)));
  return `${count} (${rounded} %)`;
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
