/**
 * What the pages point at is there: relative links and their anchors, and every folder, file, script and type that
 * ARCHITECTURE.md names.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { projectRoot, readTree } from '../architecture/source-file.ts';
import { anchorsOf, linksOf, pagePaths, readPage, tableBelow } from './markdown.ts';

const scripts: Readonly<Record<string, string>> = manifest.scripts;
const architecture = readPage('ARCHITECTURE.md');
const source = readTree(['src'], ['.ts']);

function isThere(path: string): boolean {
  return existsSync(join(projectRoot, path));
}

/** Whether a link on a page leads somewhere. */
function resolves(page: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : posix.join(posix.dirname(page), path);
  if (!isThere(target)) return false;
  return anchor === undefined || anchorsOf(readPage(target)).includes(anchor);
}

describe('links', () => {
  test.each(pagePaths)('of %s lead somewhere', (path) => {
    const relative = linksOf(readPage(path)).filter((link) => !/^[a-z]+:/.test(link));
    expect(relative.filter((link) => !resolves(path, link))).toEqual([]);
  });

  test('are found where they are wrong', () => {
    const page = '[a](docs/none.md) ![b](none.svg) [c](#none) `[d](none)` [e](LICENSE)';
    const wrong = linksOf(page).filter((link) => !resolves('README.md', link));
    expect(wrong).toEqual(['docs/none.md', 'none.svg', '#none']);
  });
});

/** What stands in backquotes in a cell. */
function wordsOf(cell: string | undefined): string[] {
  return [...(cell ?? '').matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '');
}

describe('the code map', () => {
  const rows = tableBelow(architecture, 'Code map');
  const folders = rows.flatMap(([folder]) => wordsOf(folder)).map((path) => path.replace(/\*$|<id>\.md$|\*\.md$/, ''));

  test('names folders that are there', () => {
    expect(folders.length).toBeGreaterThan(10);
    expect(folders.filter((folder) => !isThere(folder))).toEqual([]);
  });

  test('names files that are in their folder', () => {
    const files = rows.flatMap(([folder, holds]) =>
      wordsOf(holds)
        .filter((word) => word.endsWith('.ts'))
        .map((word) => posix.join(wordsOf(folder)[0]?.replace('*', '') ?? '', word)),
    );
    expect(files.length).toBeGreaterThan(0);
    expect(files.filter((file) => !isThere(file))).toEqual([]);
  });

  test.each([
    ['src/core', 'src/core/'],
    ['src', 'src/'],
  ])('leaves out no folder of %s', (parent, prefix) => {
    const there = readdirSync(join(projectRoot, parent), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => `${prefix}${name}/`);
    expect(there.filter((path) => !folders.some((folder) => folder.startsWith(path)))).toEqual([]);
  });

  test('names the folders of test that are no part of the source', () => {
    const [, holds = ''] = rows.find(([folder]) => folder === '`test/`') ?? [];
    const parts = folders.filter((folder) => folder.startsWith('src/')).map((folder) => posix.basename(folder));
    const others = readdirSync(join(projectRoot, 'test'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !parts.includes(entry.name))
      .map(({ name }) => name);
    expect((holds.split(' and: ')[1] ?? '').split(' · ').sort()).toEqual(others.sort());
  });
});

describe('the invariants', () => {
  const checks = tableBelow(architecture, 'Invariants').flatMap(([, by]) => wordsOf(by));

  function isKnown(check: string): boolean {
    const script = /^npm run (\S+)$/.exec(check)?.[1];
    if (script !== undefined) return scripts[script] !== undefined;
    if (/[./]/.test(check)) return isThere(check.split(' ')[0] ?? '');
    return source.some(({ text }) =>
      new RegExp(`^export (?:type|interface|const|function) ${check}\\b`, 'm').test(text),
    );
  }

  test('name checks that are there', () => {
    expect(checks.length).toBeGreaterThan(8);
    expect(checks.filter((check) => !isKnown(check))).toEqual([]);
  });

  test('would be found with a check that is not', () => {
    const wrong = ['test/none.test.ts', 'npm run none', 'NoSuchType', 'none.json'];
    expect(wrong.filter((check) => isKnown(check))).toEqual([]);
  });
});
