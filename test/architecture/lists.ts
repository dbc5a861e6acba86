/**
 * Rules of the list folders: an entry's file name is its id, and every cause has a page that is its test, with a case
 * where it is the answer and a near miss where it is not.
 */
import { posix } from 'node:path';
import { listFolders } from './imports.ts';
import type { SourceFile, Violation } from './source-file.ts';

const ANSWER = /^```answer\n([\s\S]*?)^```/gm;

function isEntry(path: string): boolean {
  const name = posix.basename(path);
  return listFolders.includes(posix.dirname(path)) && name !== 'index.ts' && !name.startsWith('_');
}

function idOf(path: string): string {
  return posix.basename(path).replace(/\.\w+$/, '');
}

/** Entries whose `id` is not their file's name; a cause without an `id` too. */
export function checkIds(files: readonly SourceFile[]): Violation[] {
  return files
    .filter(({ path }) => isEntry(path))
    .flatMap(({ path, text }) => {
      const id = /^ {2}id: '([^']*)'/m.exec(text)?.[1];
      if (id === idOf(path) || (id === undefined && posix.dirname(path) !== 'src/core/causes')) return [];
      return [{ rule: 'ids', path, message: `has the id ${id ?? '(none)'}, not its file's name` }];
    });
}

/** The first cause of each answer on a page: the second word of each answer block's first line. */
export function answersOf(page: string): string[] {
  return [...page.matchAll(ANSWER)].map((match) => match[1]?.trim().split(/\s+/)[1] ?? '');
}

/** Every cause that the answers of a page name: the first of each, and those that come after "or". */
function namedOn(page: string): string[] {
  const others = [...page.matchAll(ANSWER)].flatMap(([, answer]) => [
    ...(answer ?? '').matchAll(/^or +\w+ ([\w-]+):/gm),
  ]);
  return [...answersOf(page), ...others.map((match) => match[1] ?? '')];
}

/** Causes without a page, pages without a cause, and pages without a case or without a near miss. */
export function checkCausePages(causes: readonly SourceFile[], pages: readonly SourceFile[]): Violation[] {
  const rule = 'cause pages';
  const entries = causes.filter(({ path }) => isEntry(path) && posix.dirname(path) === 'src/core/causes');
  const withoutCause = pages
    .filter(({ path }) => !entries.some((entry) => idOf(entry.path) === idOf(path)))
    .map(({ path }) => ({ rule, path, message: 'is the page of no cause' }));
  const incomplete = entries.flatMap(({ path, text }) => {
    const id = idOf(path);
    const page = pages.find((candidate) => idOf(candidate.path) === id);
    if (page === undefined) return [{ rule, path, message: `has no page docs/causes/${id}.md` }];
    const answers = answersOf(page.text);
    const missing = [];
    const isShown = !/^ {2}beyondPackets: true/m.test(text);
    if (isShown !== namedOn(page.text).includes(id)) {
      const message = isShown
        ? `has no case that ${id} is an answer to`
        : `has a case of ${id}, which packets cannot show`;
      missing.push({ rule, path: page.path, message });
    }
    if (!answers.some((answer) => answer !== id)) {
      missing.push({ rule, path: page.path, message: 'has no near miss: a case with another answer' });
    }
    return missing;
  });
  return [...withoutCause, ...incomplete];
}
