/**
 * Who may import whom. A folder may always import itself; what else it may import stands in the table, and nothing else
 * is allowed. The pipeline goes one way: a stage sees the stages before it and never those after it.
 */
import { posix } from 'node:path';
import type { SourceFile, Violation } from './source-file.ts';

/** What the files of a folder may import: folders, single files, or packages (`node:*` is every module of Node). */
export const importTable: Readonly<Record<string, readonly string[]>> = {
  'src/core/model': [],
  'src/core/bytes': ['src/core/model'],
  'src/core/capture': ['src/core/model', 'src/core/bytes', 'fflate/browser', 'fzstd'],
  'src/core/link': ['src/core/model', 'src/core/bytes'],
  'src/core/packet': ['src/core/model', 'src/core/bytes', 'src/core/link'],
  'src/core/connection': ['src/core/model', 'src/core/bytes', 'src/core/packet', 'src/core/protocols'],
  'src/core/protocols': ['src/core/model'],
  'src/core/kernel': ['src/core/model', 'src/core/bytes'],
  'src/core/logs': ['src/core/model', 'src/core/bytes'],
  'src/core/facts': ['src/core/model', 'src/core/protocols'],
  'src/core/causes': ['src/core/model'],
  'src/core/diagnose': ['src/core'],
  'src/core/explain': ['src/core/model', 'src/core/causes/index.ts', 'src/core/report/nearest.ts'],
  'src/core/report': ['src/core/model', 'src/core/causes/index.ts'],
  'src/core': ['src/core'],
  'src/node': ['src/core', 'node:*'],
  'src/probe': ['src/core', 'src/node', 'node:*'],
  'src/lab': ['src/core', 'node:*'],
  'src/lab/scenarios': ['src/lab', 'src/core/model', 'node:*'],
  'src/cli': ['src/core', 'src/lab', 'src/node', 'src/probe', 'node:*'],
};

/** Folders whose entries know no other entry: only files that start with an underscore are shared, only the index sees all. */
export const listFolders: readonly string[] = [
  'src/core/capture',
  'src/core/link',
  'src/core/facts',
  'src/core/protocols',
  'src/core/causes',
  'src/core/kernel',
  'src/core/logs',
  'src/core/explain/symptoms',
  'src/core/explain/dialects',
  'src/cli/commands',
  'src/lab/scenarios',
  'src/probe/talks',
  'src/probe/findings',
];

const IMPORT = /(?:^|\n)\s*(?:import|export)\b(?:[^'"`;]*?\bfrom)?\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/g;

/** The specifiers a file imports or re-exports, types included. */
export function importsOf(text: string): string[] {
  return [...text.matchAll(IMPORT)].map((match) => match[1] ?? match[2] ?? '');
}

function targetOf(path: string, specifier: string): string {
  return specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : specifier;
}

function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

/** The table's row for a file: the longest folder it lies in. */
function folderOf(path: string): string | undefined {
  return Object.keys(importTable)
    .filter((folder) => isBelow(path, folder))
    .sort((a, b) => b.length - a.length)[0];
}

function isAllowed(target: string, allowed: string): boolean {
  return allowed.endsWith('*') ? target.startsWith(allowed.slice(0, -1)) : isBelow(target, allowed);
}

/** Imports the table does not allow, and folders the table does not know. */
export function checkImports(files: readonly SourceFile[]): Violation[] {
  return files.flatMap(({ path, text }) => {
    const folder = folderOf(path);
    const rule = 'imports';
    if (folder === undefined || (folder === 'src/core' && posix.dirname(path) !== folder)) {
      return [{ rule, path, message: 'is in a folder the import table does not know' }];
    }
    const allowed = [folder, ...(importTable[folder] ?? [])];
    return importsOf(text)
      .map((specifier) => targetOf(path, specifier))
      .filter((target) => !allowed.some((entry) => isAllowed(target, entry)))
      .map((target) => ({ rule, path, message: `imports ${target}, which ${folder} may not` }));
  });
}

/** Entries of a list folder that import another entry or the list, and shared files there that import an entry. */
export function checkEntriesApart(files: readonly SourceFile[]): Violation[] {
  return files.flatMap(({ path, text }) => {
    const folder = posix.dirname(path);
    const name = posix.basename(path);
    if (!listFolders.includes(folder) || name === 'index.ts') return [];
    return importsOf(text)
      .map((specifier) => targetOf(path, specifier))
      .filter((target) => posix.dirname(target) === folder && !posix.basename(target).startsWith('_'))
      .filter((target) => !(name.startsWith('_') && posix.basename(target) === 'index.ts'))
      .map((target) => ({ rule: 'entries apart', path, message: `imports ${target}: an entry knows no other entry` }));
  });
}
