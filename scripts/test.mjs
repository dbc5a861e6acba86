/**
 * `npm test`: every check of this project, one after the other, then one closing line with their number. Each check that
 * is not a test file counts as one. With arguments only the test files they name run (`npm test -- test/cli`). Where CI
 * is set, a skipped test is a failed one.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const cache = join(root, '.cache');
const inCi = Boolean(process.env.CI) && process.env.CI !== 'false';
// Some tools take CI for a terminal with colours.
const env = process.stdout.isTTY ? process.env : { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined };

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @returns {boolean} whether it succeeded
 */
function run(command, args) {
  const path = join(root, 'node_modules/.bin', command);
  const { status } = spawnSync(existsSync(path) ? path : command, args, { cwd: root, env, stdio: 'inherit' });
  return status === 0;
}

/**
 * Runs the test files and counts.
 *
 * @param {readonly string[]} filters
 * @returns {{ passed: number, failed: number }}
 */
function runTestFiles(filters) {
  const report = join(cache, 'vitest.json');
  rmSync(report, { force: true });
  const ok = run('vitest', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...filters]);
  if (!existsSync(report)) return { passed: 0, failed: 1 };
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(readFileSync(report, 'utf8'));
  const skipped = inCi ? numPendingTests + numTodoTests : 0;
  if (skipped > 0) process.stdout.write(`${skipped} skipped, which counts as failed where CI is set\n`);
  const failed = numFailedTests + skipped;
  // A file that does not load, or an error outside a test, fails the run without failing a test.
  return { passed: numPassedTests, failed: ok || failed > 0 ? failed : 1 };
}

/** Packs the package as npm would publish it, and checks that it can be used from there. */
function checkPackage() {
  rmSync(join(cache, 'package'), { recursive: true, force: true });
  mkdirSync(join(cache, 'package'), { recursive: true });
  const tarball = join(
    cache,
    'package',
    `whyclosed-${JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version}.tgz`,
  );
  return (
    run('npm', ['pack', '--ignore-scripts', '--loglevel=error', '--pack-destination', dirname(tarball)]) &&
    run('publint', ['--strict', tarball]) &&
    run('attw', [tarball, '--profile', 'esm-only', '--exclude-entrypoints', './schema.json', './package.json'])
  );
}

/**
 * Every scenario for real. Only root on Linux can; the recordings of all are checked by the tests everywhere. What did not
 * go as it should, as it happens where something else takes the processor's time, is tried once more.
 */
function checkLab() {
  const failed = runLab(['all']);
  if (failed.length === 0) return true;
  process.stdout.write(`\nOnce more: ${failed.join(' ')}\n`);
  return runLab(failed).length === 0;
}

/**
 * @param {readonly string[]} ids
 * @returns {readonly string[]} ids of the scenarios that did not go as they should
 */
function runLab(ids) {
  const args = [join(root, 'dist/cli/main.js'), 'lab', '--quiet', ...ids];
  const { status, stdout } = spawnSync(process.execPath, args, {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  process.stdout.write(stdout);
  const failed = new Set(Array.from(stdout.matchAll(/^✗ (\S+?)(?:-ipv6)? /gmu), ([, id = '']) => id));
  return status === 0 ? [] : failed.size > 0 ? [...failed] : ids;
}

const runsLab = inCi || (process.platform === 'linux' && process.getuid?.() === 0);

/** @type {readonly (readonly [string, () => boolean])[]} */
const checks = [
  ['lint', () => run('biome', ['check', '--error-on-warnings', '.'])],
  ['types', () => run('tsc', ['-b'])],
  ['package', checkPackage],
  ['unused code', () => run('knip', [])],
  ...(runsLab ? [/** @type {const} */ (['lab', checkLab])] : []),
];

const filters = process.argv.slice(2);
const failedChecks = [];
for (const [name, check] of filters.length > 0 ? [] : checks) {
  process.stdout.write(`\n── ${name}\n`);
  if (!check()) failedChecks.push(name);
}
process.stdout.write('\n── tests\n');
const { passed, failed } = runTestFiles(filters);
const passedChecks = filters.length > 0 ? 0 : checks.length - failedChecks.length;
if (failedChecks.length > 0) process.stdout.write(`\nFailed checks: ${failedChecks.join(', ')}\n`);
process.stdout.write(`\n${passed + passedChecks} passed, ${failed + failedChecks.length} failed\n`);
process.exitCode = failed + failedChecks.length > 0 ? 1 : 0;
