// The bench's report in Markdown: one table a section, then the targets and whether they are met.

import { cpus, release } from 'node:os';
import process from 'node:process';
import { takeMedians } from './measure.mjs';
import { isMet, targets } from './plan.mjs';

/**
 * @typedef {import('./plan.mjs').Clock} Clock
 * @typedef {import('./plan.mjs').Job} Job
 * @typedef {import('./plan.mjs').Results} Results
 * @typedef {import('./plan.mjs').Section} Section
 * @typedef {import('./plan.mjs').Target} Target
 * @typedef {import('./programs.mjs').Program} Program
 */

/** Below this, starting a process weighs more than what it does. */
const SHORTEST_JUDGED_SECONDS = 0.3;
/** On a quiet machine the wall clock shows at most this many times the processor time. */
const QUIET_SHARE = 1.1;

/**
 * The machine and the way of measuring.
 *
 * @param {number} rounds
 * @param {number} core
 */
export function describeRun(rounds, core) {
  const machine = `${cpus()[core]?.model.trim() ?? 'unknown processor'}, Linux ${release()}, Node ${process.version}`;
  return (
    `${machine}. One core (number ${core}), captures in the page cache, medians of ${rounds} interleaved rounds; ` +
    'output goes to /dev/null.\n'
  );
}

/**
 * The table of a section.
 *
 * @param {Section} section
 * @param {Results} results
 * @param {ReadonlyMap<string, Program>} programs
 */
export function renderSection({ title, rows, jobs }, results, programs) {
  const measured = jobs.filter((job) => results.of(job).length > 0);
  if (measured.length === 0) return '';
  const base = findBase(measured);
  const header = [
    rows,
    'packets',
    'open',
    'time',
    'processor',
    'a packet',
    'rate',
    'peak memory',
    'a packet, relative',
  ];
  const cells = measured.map((job) => {
    const { title: name } = programs.get(job.program) ?? { title: job.program };
    return [rows === 'program' ? name : job.capture, ...renderJob(job, results), renderRatio(job, base, results)];
  });
  const scaled = rows === 'program' && measured.some(({ capture }) => capture !== measured[0]?.capture);
  const note = scaled ? '\nPrograms on fewer packets are compared packet by packet.\n' : '';
  return `\n## ${title}\n\n${renderTable(header, cells)}${note}`;
}

/**
 * What the others of a table are compared with.
 *
 * @param {readonly Job[]} jobs
 * @returns {Job | undefined}
 */
function findBase(jobs) {
  const candidates = jobs.filter(({ program }) => program === 'whyclosed');
  return candidates.find(({ capture }) => capture === 'main') ?? candidates[0];
}

/**
 * @param {Job} job
 * @param {Results} results
 * @returns {string[]}
 */
function renderJob(job, results) {
  const { bytes = 0, packets, connections } = results.capture(job.capture) ?? {};
  const { wallSeconds, cpuSeconds, peakBytes } = takeMedians(results.of(job));
  return [
    packets === undefined ? '–' : formatCount(packets),
    connections === undefined ? '–' : formatCount(connections),
    `${wallSeconds.toFixed(2)} s`,
    `${cpuSeconds.toFixed(2)} s`,
    packets === undefined ? '–' : `${((wallSeconds / packets) * 1e9).toFixed(0)} ns`,
    `${(bytes / 1e9 / wallSeconds).toFixed(2)} GB/s`,
    `${(peakBytes / 1e6).toFixed(0)} MB`,
  ];
}

/**
 * @param {Job} job
 * @param {Job | undefined} base
 * @param {Results} results
 */
function renderRatio(job, base, results) {
  if (job === base) return '1';
  const ratio = base === undefined ? undefined : results.ratio(job, base, 'wallSeconds');
  return ratio === undefined ? '–' : formatRatio(ratio);
}

/**
 * The targets, and how the figures compare.
 *
 * @param {Results} results
 * @param {Clock} clock what time is judged by
 * @returns {{ text: string, met: boolean }} `met` only where every target was measured and met
 */
export function renderTargets(results, clock) {
  const rows = targets.map((target) => {
    const value = target.measure(results, clock);
    return [
      target.title,
      `${target.bound} ${target.limit}${target.unit}`,
      formatValue(target, target.measure(results, 'wallSeconds')),
      target.timed ? formatValue(target, target.measure(results, 'cpuSeconds')) : '–',
      value === undefined ? 'not measured' : isMet(target, value) ? 'met' : '**missed**',
    ];
  });
  const judged = clock === 'cpuSeconds' ? '\nJudged by processor time.\n' : '';
  return {
    text: `\n## Targets\n\n${renderTable(['target', 'bound', 'measured', 'in processor time', 'verdict'], rows)}${judged}`,
    met: targets.every((target) => isMet(target, target.measure(results, clock))),
  };
}

/**
 * @param {Target} target
 * @param {number | undefined} value
 */
function formatValue({ unit }, value) {
  return value === undefined ? '–' : `${formatRatio(value)}${unit}`;
}

/**
 * The jobs during which something else used the core: there the wall clock shows more than the program.
 *
 * @param {readonly Job[]} jobs
 * @param {Results} results
 * @returns {Job[]}
 */
export function findDisturbed(jobs, results) {
  return jobs.filter((job) => {
    const measurements = results.of(job);
    if (measurements.length === 0) return false;
    const { wallSeconds, cpuSeconds } = takeMedians(measurements);
    return wallSeconds > SHORTEST_JUDGED_SECONDS && wallSeconds > cpuSeconds * QUIET_SHARE;
  });
}

/** @param {readonly Job[]} disturbed */
export function renderDisturbance(disturbed) {
  if (disturbed.length === 0) return '';
  const names = disturbed.map(({ program, capture }) => `${program} (${capture})`).join(', ');
  return `\nThe machine was busy: more than a tenth of the time of ${names} was not processor time.\n`;
}

/**
 * @param {readonly string[]} header
 * @param {readonly (readonly string[])[]} rows
 */
function renderTable(header, rows) {
  const widths = header.map((cell, column) => Math.max(3, cell.length, ...rows.map((row) => row[column]?.length ?? 0)));
  /** @type {(cells: readonly string[]) => string} */
  const line = (cells) => {
    const padded = cells.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
    return `| ${padded.join(' | ')} |\n`;
  };
  const rule = widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return line(header) + line(rule) + rows.map(line).join('');
}

/** @param {number} value */
function formatRatio(value) {
  return value >= 20 ? value.toFixed(0) : value.toPrecision(3);
}

/** @param {number} value */
function formatCount(value) {
  return value.toLocaleString('en-GB');
}
