/**
 * The core does no I/O, reads no clock and knows neither Node nor the DOM. The compiler and the linter prove it with the
 * settings of src/core: each sample below must be refused when it stands where a file of the core stands, and a file that
 * does what the core may do must pass.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { projectRoot } from './architecture/source-file.ts';

/** What does not compile in the core, and does where the types of Node and of the DOM are known. */
const foreign: Readonly<Record<string, string>> = {
  'node-import': `export { readFileSync } from 'node:fs';`,
  'bare-node-import': `export { readFileSync } from 'fs';`,
  'node-path': `import { join } from 'node:path';\nexport const path: string = join('a', 'b');`,
  console: `console.log('a');`,
  buffer: `export const bytes: Uint8Array = Buffer.from('a');`,
  process: `export const args: string[] = process.argv;`,
  document: `export const title: string = document.title;`,
  window: `export const width: number = window.innerWidth;`,
  timeout: `setTimeout(() => {}, 1);`,
  immediate: `setImmediate(() => {});`,
  microtask: `queueMicrotask(() => {});`,
  performance: `export const now: number = performance.now();`,
  fetch: `export const page: Promise<unknown> = fetch('http://192.0.2.1/');`,
  url: `export const url: URL = new URL('http://192.0.2.1/');`,
  crypto: `export const id: string = crypto.randomUUID();`,
  'web-assembly': `export const a: boolean = WebAssembly.validate(new Uint8Array());`,
};

/** What does not compile in the core whatever types are known. */
const refused: Readonly<Record<string, string>> = {
  outside: `export { read } from '../node/outside.ts';`,
  enum: `export enum Weight {\n  proves,\n}`,
  'parameter-property': `export class A {\n  constructor(readonly a: number) {}\n}`,
  'unchecked-index': `const list: readonly number[] = [];\nexport const first: number = list[0];`,
  'explicit-undefined': `export const a: { readonly b?: number } = { b: undefined };`,
};

/** What the linter refuses in the core although it compiles. */
const unlinted: Readonly<Record<string, string>> = {
  date: `export const now: number = Date.now();`,
  'new-date': `export const now: Date = new Date();`,
  locale: `export const text: string = new Intl.NumberFormat().format(1);`,
  global: `export const all: unknown = globalThis;`,
  'default-export': `export default 1;`,
  'node-module': `export { readFileSync } from 'node:fs';`,
  'node-folder': `export { read } from '../node/outside.ts';`,
  'no-extension': `export { work } from './allowed';`,
};

/** What the core may do; its own packages must not bring Node's types in. */
const allowed = `import { Gunzip } from 'fflate/browser';
import { Decompress } from 'fzstd';

/** Text of bytes. */
export function work(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes) + String(new TextEncoder().encode('a').length + Gunzip.length + Decompress.length);
}
`;

let root = '';

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'whyclosed-core-'));
  for (const folder of ['src/core', 'src/node']) mkdirSync(join(root, folder), { recursive: true });
  for (const name of [
    'package.json',
    'tsconfig.base.json',
    'biome.json',
    'src/core/tsconfig.json',
    'src/core/globals.d.ts',
  ]) {
    cpSync(join(projectRoot, name), join(root, name));
  }
  symlinkSync(join(projectRoot, 'node_modules'), join(root, 'node_modules'));
  writeFileSync(join(root, 'src/node/outside.ts'), 'export function read(): void {}\n');
  writeFileSync(join(root, 'src/core/allowed.ts'), allowed);
});

afterAll(() => {
  rmSync(root, { recursive: true });
});

/** Runs a tool of the project where the samples are; its output names each file it complains about. */
function runTool(
  name: string,
  ...args: readonly string[]
): { readonly status: number | null; readonly output: string } {
  const { status, stdout, stderr } = spawnSync(join(root, 'node_modules/.bin', name), args, {
    cwd: root,
    encoding: 'utf8',
  });
  return { status, output: stdout + stderr };
}

function writeSamples(samples: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(samples)) writeFileSync(join(root, `src/core/${name}.ts`), `${text}\n`);
}

function removeSamples(samples: Readonly<Record<string, string>>): void {
  for (const name of Object.keys(samples)) rmSync(join(root, `src/core/${name}.ts`));
}

describe('the compiler', () => {
  const compile = (...args: readonly string[]): { readonly status: number | null; readonly output: string } =>
    runTool('tsc', '-p', 'src/core', '--noEmit', '--pretty', 'false', ...args);
  const samples = { ...foreign, ...refused };
  let output = '';
  let outputElsewhere = '';

  beforeAll(() => {
    writeSamples(samples);
    output = compile().output;
    outputElsewhere = compile('--types', 'node', '--lib', 'ES2023,DOM').output;
    removeSamples(samples);
  });

  test.each(Object.keys(samples))('refuses %s', (name) => {
    expect(output).toContain(`src/core/${name}.ts(`);
  });

  test.each(Object.keys(foreign))('would not refuse %s elsewhere', (name) => {
    expect(outputElsewhere).not.toContain(`src/core/${name}.ts(`);
  });

  test('refuses an export without a type', () => {
    // Alone, since the compiler looks at declarations only where everything else is right.
    const sample = { 'untyped-export': `export const size = [1, 2].length;` };
    writeSamples(sample);
    expect(compile().output).toContain('src/core/untyped-export.ts(1,14): error TS9010');
    removeSamples(sample);
  });

  test('lets the core do what it may', () => {
    expect(compile()).toEqual({ status: 0, output: '' });
  });
});

describe('the linter', () => {
  const lint = (): { readonly status: number | null; readonly output: string } =>
    runTool('biome', 'lint', '--vcs-enabled=false', '--max-diagnostics=none', '--reporter=github', 'src');
  let output = '';

  beforeAll(() => {
    writeSamples(unlinted);
    output = lint().output;
    removeSamples(unlinted);
  });

  test.each(Object.keys(unlinted))('refuses %s', (name) => {
    expect(output).toContain(`/src/core/${name}.ts,`);
  });

  test('lets the core do what it may', () => {
    expect(lint()).toMatchObject({ status: 0 });
    expect(output).not.toContain('src/core/allowed.ts');
  });
});
