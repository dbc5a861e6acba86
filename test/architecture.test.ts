/**
 * The boundaries of ARCHITECTURE.md that neither the compiler nor the linter can check. Each rule is tried twice: on the
 * project, which must keep it, and on a sample that breaks it, which must be found.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { debt } from './architecture/debt.ts';
import { checkEntriesApart, checkImports, importsOf } from './architecture/imports.ts';
import { answersOf, checkCausePages, checkIds } from './architecture/lists.ts';
import { checkFileLines, checkFunctionLines, checkNames, checkNoTraces, findFunctions } from './architecture/shape.ts';
import { projectRoot, readTree, type SourceFile, type Violation } from './architecture/source-file.ts';

const source = readTree(['src'], ['.ts']);
const code = readTree(['src', 'scripts', 'test', 'bench'], ['.ts', '.mjs']);
const product = code.filter(({ path }) => !path.startsWith('test/'));
const texts = readTree(
  ['.', '.ci', 'bench', 'docs', 'examples', 'schema', 'scripts', 'src', 'test'],
  ['.ts', '.mjs', '.c', '.py', '.sh', '.md', '.json', '.jsonl', '/run', 'LICENSE', '.npmrc', '.gitignore'],
);
const pages = readTree(['docs/causes'], ['.md']).filter(({ path }) => !path.endsWith('/README.md'));

const kept: Readonly<Record<string, readonly Violation[]>> = {
  imports: checkImports(source),
  'entries apart': checkEntriesApart(source),
  'file lines': checkFileLines(code),
  'function lines': checkFunctionLines(product),
  names: checkNames(code),
  ids: checkIds(source),
  'cause pages': checkCausePages(source, pages),
  'no traces': checkNoTraces(texts),
};

function isDebt({ rule, path }: Violation): boolean {
  return debt.some((entry) => entry.rule === rule && entry.path === path);
}

function describeViolation({ path, message }: Violation): string {
  return `${path} ${message}`;
}

describe('the project keeps every rule', () => {
  test.each(Object.keys(kept))('%s', (rule) => {
    expect(source.length).toBeGreaterThan(0);
    expect(kept[rule]?.filter((violation) => !isDebt(violation)).map(describeViolation)).toEqual([]);
  });

  test('every debt is still owed', () => {
    const paid = debt.filter(({ rule, path }) => !kept[rule]?.some((violation) => violation.path === path));
    expect(paid).toEqual([]);
  });
});

function file(path: string, text = ''): SourceFile {
  return { path, text };
}

function lines(count: number): string {
  return '  work();\n'.repeat(count);
}

describe('imports', () => {
  test('are found in every form', () => {
    const text = [
      `import { a } from './a.ts';`,
      `import type {\n  B,\n} from './b.ts';`,
      `import './c.ts';`,
      `export * from './d.ts';`,
      `const e = await import('./e.ts');`,
      `import * as f from "node:fs";`,
    ].join('\n');
    expect(importsOf(text)).toEqual(['./a.ts', './b.ts', './c.ts', './d.ts', './e.ts', 'node:fs']);
  });

  test.each([
    ['src/core/model/cause.ts', '../bytes/sequence.ts'],
    ['src/core/bytes/sequence.ts', '../packet/segment.ts'],
    ['src/core/link/ethernet.ts', '../packet/segment.ts'],
    ['src/core/packet/ip.ts', '../connection/tracker.ts'],
    ['src/core/packet/ip.ts', 'fzstd'],
    ['src/core/causes/closed-port.ts', '../connection/tracker.ts'],
    ['src/core/facts/reset-form.ts', '../causes/_words.ts'],
    ['src/core/report/text.ts', '../causes/closed-port.ts'],
    ['src/core/index.ts', '../node/index.ts'],
    ['src/core/index.ts', 'node:fs'],
    ['src/node/file.ts', '../cli/main.ts'],
    ['src/node/file.ts', 'commander'],
    ['src/core/misplaced/file.ts', '../model/cause.ts'],
    ['src/elsewhere/file.ts', './other.ts'],
  ])('%s may not import %s', (path, specifier) => {
    expect(checkImports([file(path, `import { a } from '${specifier}';\n`)])).toHaveLength(1);
  });

  test.each([
    ['src/core/bytes/sequence.ts', '../model/time.ts'],
    ['src/core/capture/_gzip.ts', 'fflate/browser'],
    ['src/core/causes/closed-port.ts', './_words.ts'],
    ['src/core/diagnose/rank.ts', '../causes/index.ts'],
    ['src/core/report/text.ts', '../causes/index.ts'],
    ['src/core/index.ts', './report/text.ts'],
    ['src/node/file.ts', 'node:fs'],
    ['src/cli/commands/read.ts', '../../node/index.ts'],
  ])('%s may import %s', (path, specifier) => {
    expect(checkImports([file(path, `import { a } from '${specifier}';\n`)])).toEqual([]);
  });

  test('an entry knows no other entry', () => {
    expect(checkEntriesApart([file('src/core/causes/a.ts', `import { cause } from './b.ts';`)])).toHaveLength(1);
    expect(checkEntriesApart([file('src/core/causes/a.ts', `import { causes } from './index.ts';`)])).toHaveLength(1);
    expect(checkEntriesApart([file('src/core/causes/a.ts', `import { words } from './_words.ts';`)])).toEqual([]);
    expect(checkEntriesApart([file('src/core/causes/_words.ts', `import { cause } from './b.ts';`)])).toHaveLength(1);
    expect(checkEntriesApart([file('src/core/causes/_words.ts', `import { causes } from './index.ts';`)])).toEqual([]);
    expect(checkEntriesApart([file('src/core/causes/index.ts', `import { cause } from './b.ts';`)])).toEqual([]);
  });
});

describe('size', () => {
  test('a file of 401 lines is too long, one of 400 is not', () => {
    expect(checkFileLines([file('src/a.ts', lines(401))])).toHaveLength(1);
    expect(checkFileLines([file('src/a.ts', lines(400))])).toEqual([]);
  });

  test.each([
    ['a function', 'export function work(a: number): void {\n', '}\n'],
    ['an asynchronous function', 'async function work(): Promise<void> {\n', '}\n'],
    ['a generator', 'export function* work(): Generator<number> {\n', '}\n'],
    ['a function with its parameters on lines of their own', 'function work(\n  a: number,\n): void {\n', '}\n'],
    ['a function with a pattern in its parameters', 'function work({\n  a,\n}: Options): void {\n', '}\n'],
    ['a generic function', 'function work<T>(a: T): void {\n', '}\n'],
    ['an arrow function', 'const work = (a: number): void => {\n', '};\n'],
    ['a callback', 'list.forEach((a) => {\n', '});\n'],
    ['a method', 'class A {\n  work(a: number): void {\n', '  }\n}\n'],
    ['a private method', 'class A {\n  #work(a: number): void {\n', '  }\n}\n'],
    ['a getter', 'class A {\n  get size(): number {\n', '  }\n}\n'],
    ['a constructor', 'class A {\n  constructor(a: number) {\n', '  }\n}\n'],
    ['a method of an object', 'const a = {\n  work(b) {\n', '  },\n};\n'],
  ])('%s of 71 lines is too long, one of 70 is not', (_, head, tail) => {
    const frame = (head.startsWith('class') || head.startsWith('const a =') ? head.split('\n').length - 2 : 0) + 1;
    const headLines = head.split('\n').length - frame;
    const body = (total: number): string => head + '    work();\n'.repeat(total - headLines - 1) + tail;
    expect(checkFunctionLines([file('src/a.ts', body(71))])).toHaveLength(1);
    expect(checkFunctionLines([file('src/a.ts', body(70))])).toEqual([]);
  });

  test('blocks that are no functions are not counted', () => {
    const text = `${['if (a) {', 'for (const a of b) {', 'while (a) {', 'switch (a) {'].map((head) => `${head}\n${lines(80)}}\n`).join('')}`;
    expect(findFunctions(text)).toEqual([]);
  });

  test('calls are no functions', () => {
    const block = `if (a) {\n${lines(80)}}\n`;
    expect(findFunctions(`work({\n${lines(80)}});\n${block}`)).toEqual([]);
    expect(findFunctions(`work(\n${lines(80)});\n${block}`)).toEqual([]);
    expect(findFunctions(`work(a);\n${block}`)).toEqual([]);
  });
});

describe('names', () => {
  test.each([
    'src/core/utils.ts',
    'src/common/a.ts',
    'test/string-helpers.ts',
    'src/core/_misc.ts',
    'src/core/Tracker.ts',
  ])('%s is refused', (path) => {
    expect(checkNames([file(path)])).toHaveLength(1);
  });

  test('a file name is its id', () => {
    const entry = (id: string): SourceFile =>
      file('src/core/causes/closed-port.ts', `export const cause = {\n  id: '${id}',\n};`);
    expect(checkIds([entry('closed-port')])).toEqual([]);
    expect(checkIds([entry('open-port')])).toHaveLength(1);
    expect(checkIds([file('src/core/causes/closed-port.ts', 'export const cause = {};')])).toHaveLength(1);
    expect(checkIds([file('src/core/causes/_words.ts', 'export const words = [];')])).toEqual([]);
  });
});

describe('traces', () => {
  test.each(['cp ~work/a b', `const path = '~root/a';`, 'see https:~~registry.example.org'])('%s is found', (text) => {
    expect(checkNoTraces([file('README.md', text.replaceAll('~', '/'))])).toHaveLength(1);
  });

  test.each(['../work/a', 'a frame/root/b', 'the registry of causes'])('%s is not', (text) => {
    expect(checkNoTraces([file('README.md', text)])).toEqual([]);
  });
});

describe('cause pages', () => {
  const cause = file('src/core/causes/closed-port.ts');
  const answer = (id: string): string =>
    `## A case\n\`\`\`packets\n\`\`\`\n\`\`\`answer\nlikely  ${id}   closed by: server\n\`\`\`\n`;
  const page = (...ids: readonly string[]): SourceFile =>
    file('docs/causes/closed-port.md', ids.map(answer).join('\n'));

  test('the first cause of each answer is read', () => {
    expect(answersOf(page('closed-port', 'firewall-reset-at-connect').text)).toEqual([
      'closed-port',
      'firewall-reset-at-connect',
    ]);
  });

  test('a page with a case and a near miss is whole', () => {
    expect(checkCausePages([cause], [page('closed-port', 'normal-close')])).toEqual([]);
  });

  test('a cause that may be behind others is named beside them, and once is not', () => {
    const guess = file(cause.path, "  behind: ['normal-close'],\n");
    const beside = '```answer\nlikely normal-close\nor      possible closed-port: it may be\n```\n';
    const without = '```answer\nlikely normal-close\n```\n';
    const path = page('normal-close').path;
    expect(checkCausePages([guess], [file(path, beside + without)])).toEqual([]);
    expect(checkCausePages([guess], [file(path, beside)])).toHaveLength(1);
    expect(checkCausePages([guess], [file(path, without)])).toHaveLength(1);
  });

  test('a cause that no packet shows is in no answer', () => {
    const unseen = file(cause.path, '  beyondPackets: true,\n');
    expect(checkCausePages([unseen], [page('normal-close')])).toEqual([]);
    expect(checkCausePages([unseen], [page('normal-close', 'closed-port')])).toHaveLength(1);
  });

  test.each<[string, readonly SourceFile[], readonly SourceFile[]]>([
    ['no page', [cause], []],
    ['no case', [cause], [page('normal-close')]],
    ['no near miss', [cause], [page('closed-port', 'closed-port')]],
    ['no cause', [], [page('closed-port', 'normal-close')]],
  ])('%s is found', (_, causes, causePages) => {
    expect(checkCausePages(causes, causePages)).toHaveLength(1);
  });
});

describe('generated indexes', () => {
  const roots: string[] = [];

  afterEach(() => {
    for (const root of roots.splice(0)) rmSync(root, { recursive: true });
  });

  function writeIndexes(...args: readonly string[]): { status: number | null; stderr: string } {
    return spawnSync(process.execPath, ['scripts/write-indexes.mjs', ...args], { cwd: projectRoot, encoding: 'utf8' });
  }

  function treeOfLinks(files: Readonly<Record<string, string>>): string {
    const root = mkdtempSync(join(tmpdir(), 'whyclosed-indexes-'));
    roots.push(root);
    mkdirSync(join(root, 'src/core/link'), { recursive: true });
    for (const [name, text] of Object.entries(files)) writeFileSync(join(root, 'src/core/link', name), text);
    return root;
  }

  test('are fresh', () => {
    expect(writeIndexes('--check')).toMatchObject({ status: 0, stderr: '' });
  });

  test('name every entry by its file', () => {
    const entry = 'export const linkType: LinkType = {};\n';
    const root = treeOfLinks({ '_link-type.ts': '', 'null.ts': entry, '802-11.ts': entry, 'linux-sll2.ts': entry });
    expect(writeIndexes('--root', root)).toMatchObject({ status: 0, stderr: '' });
    const index = readFileSync(join(root, 'src/core/link/index.ts'), 'utf8');
    expect(index).toContain(`import { linkType as linuxSll2LinkType } from './linux-sll2.ts';`);
    expect(index).toContain('= [\n  _80211LinkType,\n  linuxSll2LinkType,\n  nullLinkType,\n];\n');
    expect(writeIndexes('--check', '--root', root).status).toBe(0);
  });

  test('are stale once an entry is added', () => {
    const root = treeOfLinks({ '_link-type.ts': '' });
    writeIndexes('--root', root);
    expect(writeIndexes('--check', '--root', root).status).toBe(0);
    writeFileSync(join(root, 'src/core/link/ethernet.ts'), 'export const linkType: LinkType = {};\n');
    const check = writeIndexes('--check', '--root', root);
    expect(check).toMatchObject({ status: 1, stderr: 'src/core/link/index.ts is stale: run npm run indexes\n' });
  });

  test('refuse a file that is no entry', () => {
    const root = treeOfLinks({ '_link-type.ts': '', 'words.ts': 'export const words = [];\n' });
    writeIndexes('--root', root);
    expect(writeIndexes('--check', '--root', root)).toMatchObject({
      status: 1,
      stderr: 'src/core/link/words.ts exports no linkType: name it _words.ts if it is not an entry\n',
    });
  });

  test('are left alone where there is no list', () => {
    expect(writeIndexes('--check', '--root', treeOfLinks({})).status).toBe(0);
  });
});
