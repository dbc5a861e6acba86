// `npm run bench`: makes large captures, times whyclosed and its peers on them side by side, and says how time and memory
// grow and whether the targets are met. `npm run bench -- --help` lists the options.

import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { CAPTURE_FOLDER, ensureCapture, removeCaptures } from './generate.mjs';
import { measureCommand, warmFile } from './measure.mjs';
import { nameJob, planCaptures, Results, sections } from './plan.mjs';
import { preparePrograms, programs } from './programs.mjs';
import { describeRun, findDisturbed, renderDisturbance, renderSection, renderTargets } from './report.mjs';

/**
 * @typedef {import('./plan.mjs').Capture} Capture
 * @typedef {import('./plan.mjs').CaptureName} CaptureName
 * @typedef {import('./plan.mjs').Job} Job
 * @typedef {import('./plan.mjs').Section} Section
 * @typedef {import('./programs.mjs').Program} Program
 * @typedef {import('./programs.mjs').ProgramName} ProgramName
 */

/**
 * @typedef {object} Settings
 * @property {number} rounds
 * @property {number} core
 * @property {boolean} quick
 * @property {boolean} check
 * @property {boolean} clean
 * @property {boolean} help
 * @property {readonly string[]} only sections and programs
 * @property {string | undefined} file
 * @property {string | undefined} command
 */

const HELP = `Usage: npm run bench -- [options]

Times whyclosed, tcptrace, tshark, tcpdump, a libpcap loop that only counts, and a plain read, on one core, and prints
tables in Markdown.

  --quick         captures of a tenth of the size: to try the bench, not to measure
  --rounds N      how often everything runs, one after the other (default 5)
  --only LIST     some sections (${Object.keys(sections).join(', ')}) or programs (${Object.keys(programs).join(', ')}), with commas between
  --file FILE     all programs on this capture, and nothing else
  --command CMD   run CMD FILE in place of whyclosed
  --core N        the processor to use (default: the last)
  --check         exit with status 1 unless every target was measured and met: by the wall clock, or by processor
                  time if the machine was busy with something else
  --clean         remove the captures it keeps in ${CAPTURE_FOLDER}
  --help          this text

The captures take 6 GB of disk. Missing programs are installed where this is root on Debian, else left out.
`;

/** @returns {Settings} */
function readCommandLine() {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string', default: '5' },
      only: { type: 'string', default: '' },
      file: { type: 'string' },
      command: { type: 'string' },
      core: { type: 'string', default: String(availableParallelism() - 1) },
      check: { type: 'boolean', default: false },
      clean: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const only = values.only.split(',').filter((name) => name !== '');
  for (const name of only) {
    if (!(name in sections || name in programs))
      throw new RangeError(`Cannot run only ${name}: there is no such thing`);
  }
  if (values.check && (values.quick || values.file !== undefined)) {
    throw new RangeError('Cannot check targets with --quick or --file: they are about the full captures');
  }
  return {
    ...values,
    only,
    rounds: readCount('rounds', values.rounds, 1),
    core: readCount('core', values.core, 0),
    file: values.file,
    command: values.command,
  };
}

/**
 * @param {string} name
 * @param {string} text
 * @param {number} least
 */
function readCount(name, text, least) {
  const count = Number(text);
  if (!Number.isInteger(count) || count < least) throw new RangeError(`Cannot use --${name} ${text}: not a count`);
  return count;
}

/**
 * The sections to run, each with the jobs that are wanted.
 *
 * @param {Settings} settings
 * @returns {Section[]}
 */
function selectSections({ only, file }) {
  const onlySections = only.filter((name) => name in sections);
  const onlyPrograms = only.filter((name) => name in programs);
  return Object.entries(file === undefined ? sections : { file: planFile(file) })
    .filter(([name]) => file !== undefined || onlySections.length === 0 || onlySections.includes(name))
    .map(([, section]) => ({
      ...section,
      jobs: section.jobs.filter(({ program }) => onlyPrograms.length === 0 || onlyPrograms.includes(program)),
    }));
}

/**
 * All programs on one capture.
 *
 * @param {string} file
 * @returns {Section}
 */
function planFile(file) {
  const names = /** @type {ProgramName[]} */ (Object.keys(programs));
  return { title: file, rows: 'program', jobs: names.map((program) => ({ program, capture: 'file' })) };
}

/**
 * Makes the captures that `jobs` read.
 *
 * @param {readonly Job[]} jobs
 * @param {Settings} settings
 * @param {Program | undefined} counter
 * @returns {Map<CaptureName, Capture>}
 */
function prepareCaptures(jobs, { quick, file }, counter) {
  const plan = planCaptures(quick ? 0.1 : 1);
  /** @type {Map<CaptureName, Capture>} */
  const captures = new Map();
  for (const { capture: name } of jobs) {
    if (captures.has(name)) continue;
    const planned = name === 'file' ? undefined : plan[name];
    const path = planned === undefined ? (file ?? '') : ensureCapture(planned);
    if (!existsSync(path)) throw new Error(`Cannot read ${path}: it does not exist`);
    const packets = planned?.packets ?? countPackets(path, counter);
    captures.set(name, { path, bytes: statSync(path).size, packets, connections: planned?.connections });
    warmFile(path);
  }
  return captures;
}

/**
 * @param {string} path
 * @param {Program | undefined} counter the counting loop, where it could be built
 * @returns {number | undefined}
 */
function countPackets(path, counter) {
  const [command, ...args] = counter?.command ?? [];
  if (command === undefined) return undefined;
  const { stdout } = spawnSync(command, [...args, path], { encoding: 'utf8' });
  return Number(/^\d+/.exec(stdout)?.[0]) || undefined;
}

/**
 * Runs every job once a round. A job that fails is not run again, and what it was for is not measured.
 *
 * @param {readonly Job[]} jobs
 * @param {Results} results
 * @param {ReadonlyMap<string, Program>} ready
 * @param {Settings} settings
 */
function runRounds(jobs, results, ready, { rounds, core }) {
  const failed = new Set();
  for (let round = 1; round <= rounds; round++) {
    for (const job of jobs) {
      const name = nameJob(job);
      const program = ready.get(job.program);
      const capture = results.capture(job.capture);
      if (program === undefined || capture === undefined || failed.has(name)) continue;
      try {
        const measurement = measureCommand([...program.command, capture.path], core);
        results.add(job, measurement);
        say(`round ${round}/${rounds}  ${name}  ${measurement.wallSeconds.toFixed(2)} s`);
      } catch (error) {
        failed.add(name);
        say(`round ${round}/${rounds}  ${name}  ${describeError(error)}`);
      }
    }
  }
}

/** @param {string} line */
function say(line) {
  process.stderr.write(`${line}\n`);
}

/** @param {unknown} error */
function describeError(error) {
  return error instanceof Error ? error.message : String(error);
}

/** @returns {number} the exit status */
function main() {
  const settings = readCommandLine();
  if (settings.help) {
    process.stdout.write(HELP);
    return 0;
  }
  if (settings.clean) {
    removeCaptures();
    return 0;
  }
  const selected = selectSections(settings);
  // A job may stand in two tables, but runs once a round.
  const jobs = [...new Map(selected.flatMap((section) => section.jobs.map((job) => [nameJob(job), job]))).values()];
  const wanted = new Set(['count', ...jobs.map(({ program }) => program)]); // count also tells how many packets there are
  const ready = preparePrograms([...wanted], settings.command);
  const runnable = jobs.filter(({ program }) => ready.has(program));
  const results = new Results(prepareCaptures(runnable, settings, ready.get('count')));
  runRounds(runnable, results, ready, settings);

  process.stdout.write(
    `# Bench${settings.quick ? ' at a tenth of the size: start-up weighs in, targets are not judged' : ''}\n\n`,
  );
  process.stdout.write(describeRun(settings.rounds, settings.core));
  for (const section of selected) process.stdout.write(renderSection(section, results, ready));
  const disturbed = findDisturbed(runnable, results);
  process.stdout.write(renderDisturbance(disturbed));
  if (settings.quick || settings.file !== undefined) return 0; // the targets are about the captures at their full size
  const { text, met } = renderTargets(results, disturbed.length > 0 ? 'cpuSeconds' : 'wallSeconds');
  process.stdout.write(text);
  return settings.check && !met ? 1 : 0;
}

try {
  process.exitCode = main();
} catch (error) {
  say(describeError(error));
  process.exitCode = error instanceof RangeError || error instanceof TypeError ? 2 : 3;
}
