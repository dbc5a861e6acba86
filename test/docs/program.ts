/**
 * The program as a user has it, built from today's sources into a folder of its own, so that neither files left in dist
 * nor a build at the same time can change an answer.
 */
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { projectRoot } from '../architecture/source-file.ts';

/** A program that was built, and a folder next to it where the package can be imported by its name. */
export interface Program {
  /** Holds dist, schema and package.json. */
  readonly folder: string;
  /** Its node_modules holds the package. */
  readonly userFolder: string;
  /** Runs a shell line in the project's root, where `whyclosed` is this program. What it prints, both outputs as one. */
  readonly runLine: (line: string) => string;
  readonly remove: () => void;
}

const COPIED = ['package.json', 'tsconfig.base.json', 'src', 'schema'];

/** Builds the program; throws with the compiler's words where that fails. */
export function buildProgram(): Program {
  const root = mkdtempSync(join(tmpdir(), 'whyclosed-docs-'));
  const folder = join(root, 'project');
  const userFolder = join(root, 'user');
  const binFolder = join(root, 'bin');
  for (const path of [folder, join(userFolder, 'node_modules'), binFolder]) mkdirSync(path, { recursive: true });
  for (const name of COPIED) cpSync(join(projectRoot, name), join(folder, name), { recursive: true });
  symlinkSync(join(projectRoot, 'node_modules'), join(folder, 'node_modules'));
  symlinkSync(folder, join(userFolder, 'node_modules/whyclosed'));
  symlinkSync(join(projectRoot, 'node_modules/@types'), join(userFolder, 'node_modules/@types'));
  const remove = (): void => rmSync(root, { recursive: true, force: true });
  try {
    compile(folder, '-b', 'src/cli');
  } catch (error) {
    remove();
    throw error;
  }
  const command = join(binFolder, 'whyclosed');
  writeFileSync(command, `#!/bin/sh\nexec '${process.execPath}' '${join(folder, 'dist/cli/main.js')}' "$@"\n`);
  chmodSync(command, 0o755);
  return {
    folder,
    userFolder,
    runLine: (line) => runLine(line, binFolder),
    remove,
  };
}

/** Runs the project's compiler in a folder; throws with what it says where it complains. */
export function compile(folder: string, ...args: readonly string[]): void {
  const compiler = join(projectRoot, 'node_modules/typescript/bin/tsc');
  const { status, stdout, stderr } = run(process.execPath, [compiler, ...args], folder, process.env);
  if (status !== 0) throw new Error(`Cannot compile ${folder}: ${stdout}${stderr}`);
}

function runLine(line: string, binFolder: string): string {
  const { CI: _ci, FORCE_COLOR: _force, ...env } = process.env;
  const path = [binFolder, process.env.PATH].join(delimiter);
  const script = `set -o pipefail\n{ ${line}\n} 2>&1`;
  const { stdout, stderr } = run('bash', ['-c', script], projectRoot, {
    ...env,
    PATH: path,
    LC_ALL: 'C.UTF-8',
    NO_COLOR: '1',
  });
  return stdout + stderr;
}

function run(command: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): SpawnSyncReturns<string> {
  const result = spawnSync(command, args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  if (result.error !== undefined) throw result.error;
  return result;
}
