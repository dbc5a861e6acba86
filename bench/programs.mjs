// The programs that the bench compares, how each is called, and how to get those that are missing: Debian's packages
// where we are root, else the program is left out and the report says so.

import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { CAPTURE_FOLDER } from './generate.mjs';

const MAIN = fileURLToPath(new URL('../dist/bundle/main.js', import.meta.url));
const STAGES = fileURLToPath(new URL('stages.mjs', import.meta.url));
const COUNT_SOURCE = fileURLToPath(new URL('count.c', import.meta.url));
const COUNT_BINARY = join(CAPTURE_FOLDER, 'count');

/**
 * @typedef {object} Program
 * @property {string} title as the report names it
 * @property {readonly string[]} command what is run; the name of the capture is added
 */

/**
 * @typedef {'read' | 'count' | 'records' | 'segments' | 'connections' | 'whyclosed' | 'tcptrace' | 'tcpdump' | 'tshark'} ProgramName
 */

/** @type {Readonly<Record<ProgramName, Program>>} */
export const programs = {
  read: { title: 'plain read (`cat`)', command: ['cat'] },
  count: { title: 'libpcap loop in C, counting only', command: [COUNT_BINARY] },
  records: { title: 'whyclosed, no further than packets', command: [process.execPath, STAGES, 'records'] },
  segments: { title: 'whyclosed, no further than segments', command: [process.execPath, STAGES, 'segments'] },
  connections: { title: 'whyclosed, no further than connections', command: [process.execPath, STAGES, 'connections'] },
  whyclosed: { title: 'whyclosed', command: [process.execPath, MAIN, 'read'] },
  tcptrace: { title: '`tcptrace -n`', command: ['tcptrace', '-n'] },
  tcpdump: { title: '`tcpdump -nr`', command: ['tcpdump', '-n', '-r'] },
  tshark: { title: '`tshark -q -z conv,tcp`', command: ['tshark', '-q', '-z', 'conv,tcp', '-r'] },
};

/** What has to be on the PATH, and the Debian package it comes in. */
const debianPackages = {
  taskset: 'util-linux',
  time: 'time',
  gcc: 'gcc',
  tcptrace: 'tcptrace',
  tcpdump: 'tcpdump',
  tshark: 'tshark',
};

/**
 * Installs and builds what can be, and says what is left out.
 *
 * @param {readonly string[]} wanted names of programs
 * @param {string | undefined} standIn a command to run in place of whyclosed
 * @returns {Map<string, Program>} the programs that can run, by name
 */
export function preparePrograms(wanted, standIn) {
  installMissing();
  for (const tool of /** @type {const} */ (['taskset', 'time'])) {
    if (!isOnPath(tool)) throw new Error(`Cannot measure without ${tool}: install ${debianPackages[tool]}`);
  }
  const ready = new Map();
  for (const name of /** @type {ProgramName[]} */ (Object.keys(programs))) {
    if (!wanted.includes(name)) continue;
    const program = name === 'whyclosed' ? prepareWhyclosed(standIn) : programs[name];
    const reason = findObstacle(name, program);
    if (reason === undefined) ready.set(name, program);
    else say(`Left out: ${name} (${reason})`);
  }
  return ready;
}

/**
 * @param {string | undefined} standIn
 * @returns {Program}
 */
function prepareWhyclosed(standIn) {
  if (standIn === undefined) return programs.whyclosed;
  return { title: `\`${standIn}\` in place of whyclosed`, command: standIn.split(/\s+/) };
}

/**
 * @param {string} name
 * @param {Program} program
 * @returns {string | undefined} why the program cannot run, if so
 */
function findObstacle(name, { command }) {
  if (name === 'count') return compileCount();
  if (command.includes(MAIN)) return existsSync(MAIN) ? undefined : 'not built: npm run build';
  return isOnPath(command[0] ?? '') ? undefined : 'not installed';
}

function installMissing() {
  const missing = Object.entries(debianPackages).filter(([tool]) => !isOnPath(tool));
  const packages = missing.map(([, name]) => name);
  if (!existsSync('/usr/include/pcap/pcap.h')) packages.push('libpcap-dev', 'libc6-dev');
  if (packages.length === 0 || process.getuid?.() !== 0 || !isOnPath('apt-get')) return;
  say(`Installing ${packages.join(' ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  spawnSync('apt-get', ['update', '-q'], { env, stdio: 'ignore' });
  spawnSync('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...packages], { env, stdio: 'ignore' });
}

/** @returns {string | undefined} why it cannot be built, if so */
function compileCount() {
  mkdirSync(CAPTURE_FOLDER, { recursive: true });
  if (existsSync(COUNT_BINARY) && statSync(COUNT_BINARY).mtimeMs > statSync(COUNT_SOURCE).mtimeMs) return undefined;
  const { status, error, stderr } = spawnSync('gcc', ['-O2', '-o', COUNT_BINARY, COUNT_SOURCE, '-lpcap'], {
    encoding: 'utf8',
  });
  if (status === 0) return undefined;
  return error === undefined ? `gcc: ${stderr.trim().split('\n')[0]}` : 'gcc is not installed';
}

/** @param {string} command */
function isOnPath(command) {
  const folders = command.includes('/') ? [''] : (process.env.PATH ?? '').split(delimiter);
  return folders.some((folder) => {
    try {
      accessSync(join(folder, command), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** @param {string} line */
function say(line) {
  process.stderr.write(`${line}\n`);
}
