/**
 * A lab run that is killed leaves nothing: ten runs are killed with SIGKILL at random moments, then one runs to its end, and
 * the machine is as it was before. Needs root on Linux; where CI is set it must be there.
 */
import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pass } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../architecture/source-file.ts';

const KILLS = 10;
const LATEST_MS = 3000;
const main = join(projectRoot, 'dist/cli/main.js');
const isPossible = process.platform === 'linux' && process.getuid?.() === 0;
const seed = Number(process.env['PROPERTY_SEED'] ?? Date.now() & 0x7fffffff);

interface Machine {
  readonly interfaces: string;
  readonly routes: string;
  readonly rules: string;
  readonly namespaces: readonly string[];
  readonly netns: readonly string[];
  readonly mounts: readonly string[];
  readonly instances: readonly string[];
  readonly groups: readonly string[];
}

/** What a run could leave: namespaces, interfaces, rules, mounts, tracing instances, control groups. */
function machine(): Machine {
  const run = (command: string, ...args: string[]): string => spawnSync(command, args, { encoding: 'utf8' }).stdout;
  const own = (folder: string): string[] =>
    existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith('whyclosed')) : [];
  return {
    interfaces: run('ip', '-o', 'address').replace(/valid_lft.*/g, ''),
    routes: run('ip', 'route', 'show', 'table', 'all'),
    rules: run('nft', 'list', 'ruleset'),
    namespaces: run('lsns', '--noheadings', '--output', 'TYPE,COMMAND')
      .split('\n')
      .filter((line) => /inside\.js/.test(line)),
    netns: existsSync('/run/netns') ? readdirSync('/run/netns') : [],
    mounts: readFileSync('/proc/self/mounts', 'utf8')
      .split('\n')
      .filter((line) => !line.includes('tracing')),
    instances: own('/sys/kernel/tracing/instances'),
    groups: [...own('/sys/fs/cgroup'), ...own('/sys/fs/cgroup/memory')],
  };
}

/** Nothing may have come; what an earlier run had left, or another run has, may have gone. */
function expectNothingNew(before: Machine, after: Machine): void {
  const { instances, groups, ...others } = after;
  const { instances: instancesBefore, groups: groupsBefore, ...othersBefore } = before;
  expect(others).toEqual(othersBefore);
  expect(instances.filter((name) => !instancesBefore.includes(name))).toEqual([]);
  expect(groups.filter((name) => !groupsBefore.includes(name))).toEqual([]);
}

/** Whatever this test starts has this in its environment, and so has what that starts. */
const mark = `WHYCLOSED_TEST=${randomUUID()}`;
const env = { ...process.env, WHYCLOSED_TEST: mark.split('=')[1] };

/** Processes of this test's runs that are still there: numbers and command lines. */
function processes(): (readonly [pid: number, command: string])[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        if (!readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(mark)) return [];
        return [[Number(pid), readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')] as const];
      } catch {
        return [];
      }
    });
}

async function goneProcesses(): Promise<readonly unknown[]> {
  for (let waited = 0; waited < 10_000 && processes().length > 0; waited += 50) await pass(50);
  return processes();
}

/** A linear congruential generator, so that a failing run can be repeated. */
function* random(start: number): Generator<number, never, undefined> {
  for (let state = start >>> 0; ; ) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state / 0x1_0000_0000;
  }
}

describe.skipIf(!isPossible && process.env['CI'] === undefined)('a killed run of the lab', () => {
  beforeAll(() => {
    const { status, stdout } = spawnSync(join(projectRoot, 'node_modules/.bin/tsc'), ['-b', 'src/cli'], {
      cwd: projectRoot,
      encoding: 'utf8',
    });
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  });

  it(`leaves nothing behind (${KILLS} kills, seed ${seed})`, async () => {
    const before = machine();
    const numbers = random(seed);
    for (let kill = 0; kill < KILLS; kill += 1) {
      const args = [
        main,
        'lab',
        'closed-port',
        'half-open-connection',
        'server-idle-timeout-nginx',
        'out-of-memory-kill',
      ];
      const run = spawn(process.execPath, args, { stdio: 'ignore', env });
      const ended = once(run, 'close');
      await pass(numbers.next().value * LATEST_MS);
      run.kill('SIGKILL');
      await ended;
    }
    expect(await goneProcesses()).toEqual([]);
    const { status, stdout } = spawnSync(process.execPath, [main, 'lab', '--quiet', 'closed-port'], {
      encoding: 'utf8',
    });
    expect({ status, stdout }).toMatchObject({ status: 0 });
    expect(await goneProcesses()).toEqual([]);
    expectNothingNew(before, machine());
  }, 120_000);

  it('leaves nothing behind when its inside is killed', async () => {
    const before = machine();
    const run = spawn(process.execPath, [main, 'lab', 'server-idle-timeout-nginx'], {
      stdio: 'ignore',
      env,
    });
    const ended = once(run, 'close');
    let inside: number | undefined;
    for (let waited = 0; waited < 10_000 && inside === undefined; waited += 20) {
      await pass(20);
      inside = processes().find(
        ([, command]) => command.startsWith(process.execPath) && command.includes('inside.js'),
      )?.[0];
    }
    expect(inside).toBeDefined();
    process.kill(inside ?? 0, 'SIGKILL');
    const [status] = await ended;
    expect(status).toBe(3);
    expect(await goneProcesses()).toEqual([]);
    expect(spawnSync(process.execPath, [main, 'lab', '--quiet', 'closed-port']).status).toBe(0);
    expectNothingNew(before, machine());
  }, 60_000);
});
