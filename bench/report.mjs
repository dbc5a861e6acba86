// The bench's report in Markdown: one table a section, then the targets and whether they are met.

import { cpus, release } from 'node:os';
import process from 'node:process';
import { takeMedians } from './measure.mjs';
import { isMet, SCALED_PROGRAMS, targets } from './plan.mjs';

/**
 * @typedef {import('./plan.mjs').Job} Job
 * @typedef {import('./plan.mjs').Results} Results
 * @typedef {import('./programs.mjs').Program} Program
 */

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
 * @param {string} title
 * @param {readonly Job[]} jobs
 * @param {Results} results
 * @param {ReadonlyMap<string, Program>} programs
 */
export function renderSection(title, jobs, results, programs) {
  const base = jobs.find(({ program }) => program === 'whyclosed');
  const rows = jobs
    .filter((job) => results.of(job).length > 0)
    .map((job) => renderJob(job, base, results, programs.get(job.program)?.title ?? job.program));
  if (rows.length === 0) return '';
  const header = ['', 'packets', 'size', 'time', 'processor', 'a packet', 'rate', 'peak memory', 'time ÷ whyclosed'];
  const scaled = jobs.some((job) => isScaled(job, base) && results.of(job).length > 0);
  const note = scaled ? '\n† On a smaller capture; compared packet by packet.\n' : '';
  return `\n## ${title}\n\n${renderTable(header, rows)}${note}`;
}

/**
 * @param {Job} job
 * @param {Job | undefined} base
 * @param {Results} results
 * @param {string} title
 * @returns {string[]}
 */
function renderJob(job, base, results, title) {
  const capture = results.capture(job.capture);
  const { wallSeconds, cpuSeconds, peakBytes } = takeMedians(results.of(job));
  const { bytes = 0, packets } = capture ?? {};
  const ratio = base === undefined ? undefined : results.ratio(job, base);
  const isBase = job === base;
  return [
    job.program === base?.program ? `${title}, ${capture?.title}` : title,
    packets === undefined ? '–' : formatCount(packets),
    `${(bytes / 1e9).toFixed(2)} GB`,
    `${wallSeconds.toFixed(2)} s`,
    `${cpuSeconds.toFixed(2)} s`,
    packets === undefined ? '–' : `${((wallSeconds / packets) * 1e9).toFixed(0)} ns`,
    `${(bytes / 1e9 / wallSeconds).toFixed(2)} GB/s`,
    `${(peakBytes / 1e6).toFixed(0)} MB`,
    ratio === undefined || isBase ? '1' : `${formatRatio(ratio)}${isScaled(job, base) ? ' †' : ''}`,
  ];
}

/**
 * @param {Job} job
 * @param {Job | undefined} base
 */
function isScaled(job, base) {
  return SCALED_PROGRAMS.includes(job.program) && base !== undefined && job.capture !== base.capture;
}

/**
 * The targets, and how the figures compare.
 *
 * @param {Results} results
 * @returns {{ text: string, met: boolean }} `met` only where every target was measured and met
 */
export function renderTargets(results) {
  const verdicts = targets.map((target) => ({ target, value: target.measure(results) }));
  const rows = verdicts.map(({ target, value }) => [
    target.title,
    `${target.bound} ${target.limit}${target.unit}`,
    value === undefined ? '–' : `${formatRatio(value)}${target.unit}`,
    value === undefined ? 'not measured' : isMet(target, value) ? 'met' : '**missed**',
  ]);
  return {
    text: `\n## Targets\n\n${renderTable(['', 'target', 'measured', ''], rows)}`,
    met: verdicts.every(({ target, value }) => isMet(target, value)),
  };
}

/**
 * A warning where something else used the core: then the wall clock shows more than the programs.
 *
 * @param {readonly Job[]} jobs
 * @param {Results} results
 */
export function renderNoise(jobs, results) {
  const noisy = jobs.filter((job) => {
    const measurements = results.of(job);
    if (measurements.length === 0) return false;
    const { wallSeconds, cpuSeconds } = takeMedians(measurements);
    return wallSeconds > 0.5 && wallSeconds > cpuSeconds * 1.15;
  });
  if (noisy.length === 0) return '';
  const names = noisy.map(({ program, capture }) => `${program} (${capture})`).join(', ');
  return `\nThe machine was busy or waited: more than 15 % of the time of ${names} was not processor time.\n`;
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
