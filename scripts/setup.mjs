/**
 * Makes a fresh clone ready, without dependencies of its own: `start` installs the npm packages and builds the program,
 * `test` does the same and, on Debian as root, installs the tools the tests compare with and the programs the lab runs,
 * `pack` builds from nothing.
 * What is already there is left alone. Everything it prints goes to stderr: stdout belongs to the program.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Commands the tests need, and Debian's package of each. */
const debianPackages = {
  tshark: 'tshark',
  tcpdump: 'tcpdump',
  zstd: 'zstd',
  jq: 'jq',
  chromium: 'chromium',
};

/**
 * Runs a command with its output on stderr.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {boolean} whether it succeeded
 */
function succeeds(command, args, env = process.env) {
  const { status, error } = spawnSync(command, args, { cwd: root, env, stdio: ['ignore', 2, 2] });
  if (status === 0) return true;
  say(`Cannot run ${command} ${args.join(' ')}: ${error?.message ?? `exit status ${status}`}`);
  return false;
}

/**
 * Runs a command that nothing goes on without.
 *
 * @param {string} command
 * @param {readonly string[]} args
 */
function run(command, args) {
  if (!succeeds(command, args)) process.exit(3);
}

/** @param {string} line */
function say(line) {
  process.stderr.write(`${line}\n`);
}

/** @param {string} path */
function readJson(path) {
  return JSON.parse(readFileSync(join(root, path), 'utf8'));
}

/** True where every package this one names is there in the version the lock file names. */
function npmPackagesAreInstalled() {
  if (!existsSync(join(root, 'node_modules/.package-lock.json'))) return false;
  const { dependencies, devDependencies } = readJson('package.json');
  const locked = readJson('package-lock.json').packages;
  return Object.keys({ ...dependencies, ...devDependencies }).every((name) => {
    const manifest = `node_modules/${name}/package.json`;
    return existsSync(join(root, manifest)) && readJson(manifest).version === locked[`node_modules/${name}`]?.version;
  });
}

function installNpmPackages() {
  if (npmPackagesAreInstalled()) return;
  say('Installing npm packages …');
  run('npm', ['ci', '--loglevel=error', '--no-fund', '--no-audit']);
}

/** @param {string} command */
function isOnPath(command) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  return folders.some((folder) => {
    try {
      accessSync(join(folder, command), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Debian's packages of the programs the lab runs that are not there; the program must have been built. */
async function findLabPackages() {
  const { allPrograms, missingPackages } = await import(
    pathToFileURL(join(root, 'dist/lab/required-programs.js')).href
  );
  return missingPackages(allPrograms);
}

/** Another installation that is under way is waited for. */
const WAITING = ['-o', 'DPkg::Lock::Timeout=300'];

async function installDebianPackages() {
  const missing = Object.entries(debianPackages).filter(([command]) => !isOnPath(command));
  const names = [...new Set([...missing.map(([, name]) => name), ...(await findLabPackages())])];
  if (names.length === 0) return;
  if (process.getuid?.() !== 0 || !isOnPath('apt-get')) {
    say(`Not installed: ${names.join(', ')}. Tests that need them are skipped, or fail where CI is set.`);
    return;
  }
  say(`Installing ${names.join(', ')} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  // Where this fails the tests that need the tools say so; all others can still run.
  if (succeeds('apt-get', ['-q', 'update'], env)) {
    withoutStarting(() => {
      succeeds('apt-get', ['-q', 'install', '-y', '--no-install-recommends', ...WAITING, ...names], env);
    });
  }
}

/**
 * Servers that are installed meanwhile are not started: Debian asks this script first (invoke-rc.d(8), deb-systemd-invoke).
 *
 * @param {() => void} install
 */
function withoutStarting(install) {
  const policy = '/usr/sbin/policy-rc.d';
  if (existsSync(policy)) return install();
  writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    install();
  } finally {
    rmSync(policy);
  }
}

/** @param {string} project */
function build(project) {
  run(process.execPath, ['scripts/write-indexes.mjs']);
  run(process.execPath, ['node_modules/typescript/bin/tsc', '-b', project]);
  if (!bundleIsFresh()) run(process.execPath, ['scripts/bundle.mjs']);
}

/** Whether nothing was compiled since the command was bundled; the compiler notes what it has made in a file a folder. */
function bundleIsFresh() {
  const main = join(root, 'dist/bundle/main.js');
  if (!existsSync(main)) return false;
  const notes = readdirSync(join(root, 'dist')).map((folder) => join(root, 'dist', folder, 'tsconfig.tsbuildinfo'));
  const since = statSync(main).mtimeMs;
  return [...notes, join(root, 'scripts/bundle.mjs')].every(
    (note) => !existsSync(note) || statSync(note).mtimeMs < since,
  );
}

const mode = process.argv[2];
if (mode === 'start') {
  installNpmPackages();
  build('src/cli');
} else if (mode === 'test') {
  installNpmPackages();
  build('src/cli');
  await installDebianPackages();
} else if (mode === 'pack') {
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  build('src/cli');
} else {
  say('Usage: node scripts/setup.mjs start|test|pack');
  process.exitCode = 2;
}
