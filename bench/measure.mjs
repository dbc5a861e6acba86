// Runs one command on one core and measures it: wall clock by this process, processor time and the largest resident set
// by GNU time, whose small process stands between us and the command (a child starts with its parent's peak:
// linux/fs/exec.c, setmax_mm_hiwater_rss, would show ours).

import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

const READ_BYTES = 4 << 20;

/**
 * @typedef {object} Measurement
 * @property {number} wallSeconds
 * @property {number} cpuSeconds user and system time
 * @property {number} peakBytes the largest resident set
 */

/**
 * Runs `command` to its end, its output thrown away.
 *
 * @param {readonly string[]} command
 * @param {number} core the only processor it may use
 * @returns {Measurement}
 * @throws {Error} if it fails
 */
export function measureCommand(command, core) {
  const folder = mkdtempSync(join(tmpdir(), 'whyclosed-time-'));
  const usage = join(folder, 'usage');
  const args = ['-c', String(core), 'time', '-q', '-f', '%U %S %M', '-o', usage, ...command];
  try {
    const start = process.hrtime.bigint();
    const { status, signal, error, stderr } = spawnSync('taskset', args, {
      stdio: ['ignore', 'ignore', 'pipe'],
      encoding: 'utf8',
      maxBuffer: 1 << 30,
    });
    const wallSeconds = Number(process.hrtime.bigint() - start) / 1e9;
    if (status !== 0) {
      const reason = error?.message ?? `${signal ?? `exit status ${status}`} ${stderr.trim().slice(-500)}`;
      throw new Error(`Cannot measure ${command.join(' ')}: ${reason}`);
    }
    const [user = 0, system = 0, peakKilobytes = 0] = readFileSync(usage, 'utf8').trim().split(' ').map(Number);
    return { wallSeconds, cpuSeconds: user + system, peakBytes: peakKilobytes * 1024 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * The middle measurement, each quantity for itself.
 *
 * @param {readonly Measurement[]} measurements at least one
 * @returns {Measurement}
 */
export function takeMedians(measurements) {
  return {
    wallSeconds: findMedian(measurements.map(({ wallSeconds }) => wallSeconds)),
    cpuSeconds: findMedian(measurements.map(({ cpuSeconds }) => cpuSeconds)),
    peakBytes: findMedian(measurements.map(({ peakBytes }) => peakBytes)),
  };
}

/**
 * @param {readonly number[]} values at least one
 * @returns {number}
 */
export function findMedian(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const high = sorted[middle];
  const low = sorted[sorted.length - 1 - middle];
  if (high === undefined || low === undefined) throw new RangeError('Cannot take the median of nothing');
  return (low + high) / 2;
}

/**
 * Reads a file once, so that every program finds it in memory.
 *
 * @param {string} path
 */
export function warmFile(path) {
  const file = openSync(path, 'r');
  const bytes = new Uint8Array(READ_BYTES);
  while (readSync(file, bytes) > 0);
  closeSync(file);
}
