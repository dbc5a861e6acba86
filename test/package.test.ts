/**
 * What a user gets: the package npm would publish, built from nothing, packed, installed in an empty folder and used from
 * there.
 */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { projectRoot } from './architecture/source-file.ts';
import { linksOf, readPage } from './docs/markdown.ts';

const PUBLISHED =
  /^(?:dist\/(?:core|node|probe)\/.*\.(?:js|d\.ts)|dist\/bundle\/[^/]*\.js|schema\/.*\.json|docs\/.*\.(?:md|svg)|README\.md|CHANGELOG\.md|LICENSE|package\.json)$/;

let root = '';
let packed: readonly string[] = [];

interface Output {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(folder: string, command: string, ...args: readonly string[]): Output {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: join(root, folder), encoding: 'utf8' });
  return { status, stdout, stderr };
}

/** Copies what a build needs, so that neither files left in dist nor a build at the same time can change the answer. */
function copyProject(): void {
  for (const name of readdirSync(projectRoot)) {
    if (['.git', '.cache', 'node_modules', 'dist', 'examples', 'coverage'].includes(name)) continue;
    cpSync(join(projectRoot, name), join(root, 'project', name), { recursive: true });
  }
  symlinkSync(join(projectRoot, 'node_modules'), join(root, 'project/node_modules'));
}

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'whyclosed-package-'));
  for (const folder of ['project', 'user']) mkdirSync(join(root, folder));
  copyProject();
  const pack = run('project', 'npm', 'pack', '--json', '--pack-destination', root);
  expect({ status: pack.status, stderr: pack.stderr }).toEqual({ status: 0, stderr: '' });
  packed = JSON.parse(pack.stdout.slice(pack.stdout.indexOf('[')))[0].files.map((file: { path: string }) => file.path);
  writeFileSync(join(root, 'user/package.json'), '{ "private": true, "type": "module" }\n');
  const tarball = readdirSync(root).find((name) => name.endsWith('.tgz')) ?? '';
  const install = run('user', 'npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', join(root, tarball));
  expect({ status: install.status, stderr: install.stderr }).toMatchObject({ status: 0 });
}, 180_000);

afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

describe('the package', () => {
  test('holds what a user needs and nothing else', () => {
    expect(packed.filter((path) => !PUBLISHED.test(path))).toEqual([]);
    expect(packed).toEqual(
      expect.arrayContaining([
        'LICENSE',
        'README.md',
        'dist/bundle/main.js',
        'dist/core/index.js',
        'dist/node/index.d.ts',
      ]),
    );
  });

  test('holds every page of the documentation that its README points at', () => {
    const pages = linksOf(readPage('README.md')).filter((link) => link.startsWith('docs/'));
    expect(pages.length).toBeGreaterThan(5);
    expect(pages.filter((link) => !packed.includes(link.replace(/#.*$/, '')))).toEqual([]);
  });

  test('brings two packages of plain JavaScript', () => {
    const installed = readdirSync(join(root, 'user/node_modules')).filter((name) => !name.startsWith('.'));
    expect(installed.sort()).toEqual(['fflate', 'fzstd', 'whyclosed']);
    const native = readdirSync(join(root, 'user/node_modules'), { recursive: true, encoding: 'utf8' }).filter((name) =>
      /\.node$|binding\.gyp$|\.wasm$/.test(name),
    );
    expect(native).toEqual([]);
  });

  test('is imported by its names', () => {
    const script = `
      const names = ['whyclosed', 'whyclosed/node'];
      for (const name of names) console.log(name, Object.keys(await import(name)).length > 0);
      const { default: schema } = await import('whyclosed/schema.json', { with: { type: 'json' } });
      console.log(typeof schema.$schema);`;
    const { stdout } = run('user', process.execPath, '--input-type=module', '--eval', script);
    expect(stdout).toBe('whyclosed true\nwhyclosed/node true\nstring\n');
  });

  test('has a command that diagnoses a capture', () => {
    const capture = join(projectRoot, 'examples/closed-port/client.pcap');
    expect(existsSync(capture)).toBe(true);
    const { status, stdout, stderr } = run(
      'user',
      'npx',
      '--no-install',
      'whyclosed',
      'read',
      capture,
      '--format',
      'ndjson',
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(JSON.parse(stdout.split('\n')[0] ?? '')).toMatchObject({
      type: 'connection',
      verdict: { cause: 'closed-port' },
    });
  });

  test('says the same as the modules that its command is made of', () => {
    const captures = ['keepalive-race', 'injected-reset', 'truncated-response'].map((name) =>
      join(projectRoot, `examples/${name}/client.pcap`),
    );
    for (const args of [['--ladder'], ['--format', 'ndjson']]) {
      const words = ['read', '--all', ...args, ...captures];
      const packedSays = run('user', 'npx', '--no-install', 'whyclosed', ...words);
      const modules = run('project', process.execPath, 'dist/cli/main.js', ...words);
      expect(packedSays).toEqual(modules);
      expect(packedSays.stdout.length).toBeGreaterThan(1000);
    }
  });

  test('has the pages of the causes, and no lab', () => {
    expect(run('user', 'npx', '--no-install', 'whyclosed', 'causes', 'closed-port').stdout).toContain(
      'Nothing listens',
    );
    const { status, stderr } = run('user', 'npx', '--no-install', 'whyclosed', 'lab');
    expect({ status, stderr }).toMatchObject({ status: 3, stderr: expect.stringContaining('Cannot run the lab') });
  });

  test('says its version', () => {
    const { version } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'));
    expect(run('user', 'npx', '--no-install', 'whyclosed', '--version').stdout.trim()).toContain(version);
  });
});
