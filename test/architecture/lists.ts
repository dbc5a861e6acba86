/**
 * Rules of the list folders: an entry's file name is its id, and every cause has a page that is its test, with a case
 * where it is the answer and a near miss where it is not. A cause that may be behind others is named beside them.
 */
import { posix } from 'node:path';
import { listFolders } from './imports.ts';
import type { SourceFile, Violation } from './source-file.ts';

/** A log that was read besides, with the answer that it leads to. */
const WITH_LOG = /^```log [^\n]+\n[\s\S]*?^```\n\n```answer\n[\s\S]*?^```\n/gm;

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

/** Whether each answer on a page names this cause: as the first, or beside it. */
function namesIn(page: string, id: string): boolean[] {
  return [...page.matchAll(ANSWER)].map((match) => new RegExp(`^(?:or +)?\\w+ +${id}\\b`, 'm').test(match[1] ?? ''));
}

/** Causes that no case can put first: what one capture shows of them fits others as well; the last takes captures of both ends. */
const NEVER_FIRST: ReadonlySet<string> = new Set([
  'endpoint-removal',
  'firewall-state-loss',
  'tcp-authentication-mismatch',
  'asymmetric-route',
]);

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
    const names = namesIn(page.text, id);
    const missing = [];
    const isBehind = /^ {2}behind: /m.test(text);
    const isShown = !/^ {2}beyondPackets: true/m.test(text);
    const isAnswer = isBehind || NEVER_FIRST.has(id) ? names.includes(true) : answersOf(page.text).includes(id);
    if (isShown && !isAnswer) {
      missing.push({ rule, path: page.path, message: `has no case that ${id} is the answer to` });
    }
    if (!isShown && namesIn(page.text.replace(WITH_LOG, ''), id).includes(true)) {
      missing.push({ rule, path: page.path, message: `has a case of ${id}, which packets cannot show` });
    }
    if (isBehind ? !names.includes(false) : answersOf(page.text).every((answer) => answer === id)) {
      missing.push({ rule, path: page.path, message: 'has no near miss: a case with another answer' });
    }
    return missing;
  });
  return [...withoutCause, ...incomplete];
}
