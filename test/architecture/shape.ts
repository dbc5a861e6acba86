/**
 * Size, names and traces: a file fits on a few screens, a function on one, a file's name says what is in it, and nothing
 * says where it was written. The text is formatted by Biome, so a function ends at the first line that closes a brace at
 * the indentation its header has.
 */
import { posix } from 'node:path';
import type { SourceFile, Violation } from './source-file.ts';

/** Limits in lines. */
export const maxFileLines: number = 400;
export const maxFunctionLines: number = 70;

const NAMES_THAT_SAY_NOTHING: readonly string[] = ['util', 'utils', 'helper', 'helpers', 'common', 'misc'];
const CONTROL = /^(?:if|for|while|switch|catch|do|try|else|return|throw|with|super|await)\b/;
const FUNCTION = /\bfunction\b[\s*]*\w*\s*[(<]|=> \{$/;
const METHOD = /^(?:(?:static|async|get|set|override|readonly) )*\*?[#\w]+(?:<.*>)?\(.*(?:\{|\()$/;

/** A function found in a file. */
export interface FunctionSpan {
  /** 1-based line of the header. */
  readonly line: number;
  /** Header and body. */
  readonly lines: number;
}

/** Number of lines, not counting what follows the last line feed. */
export function countLines(text: string): number {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}

function opensFunction(line: string): boolean {
  const code = line.trim();
  if (code.startsWith('//') || code.startsWith('*') || code.startsWith('/*')) return false;
  return FUNCTION.test(code) || (METHOD.test(code) && !CONTROL.test(code));
}

/** The line where the header that starts at `start` ends, or undefined where it heads no block. */
function endOfHeader(lines: readonly string[], start: number, indent: string): number | undefined {
  const isClosing = (line: string): boolean => /^[)}\]]/.test(line.slice(indent.length)) && line.startsWith(indent);
  if (!/[([{]$/.test(lines[start] ?? '')) return undefined;
  if (/(?:[)>\w\]] |=> )\{$/.test(lines[start] ?? '')) return start;
  // The parameters are on lines of their own; `}: Options): void {` closes a pattern among them, `)` a mere call.
  const length = lines.slice(start + 1).findIndex(isClosing);
  return length >= 0 && lines[start + 1 + length]?.endsWith(' {') ? start + 1 + length : undefined;
}

/** Every function, method and arrow function with a block, nested ones too. */
export function findFunctions(text: string): FunctionSpan[] {
  const lines = text.split('\n');
  const spans: FunctionSpan[] = [];
  for (const [start, header] of lines.entries()) {
    if (!opensFunction(header)) continue;
    const indent = header.slice(0, header.length - header.trimStart().length);
    const headerEnd = endOfHeader(lines, start, indent);
    if (headerEnd === undefined) continue;
    const length = lines.slice(headerEnd + 1).findIndex((line) => line.startsWith(`${indent}}`));
    if (length >= 0) spans.push({ line: start + 1, lines: headerEnd - start + length + 2 });
  }
  return spans;
}

/** Files longer than the limit. */
export function checkFileLines(files: readonly SourceFile[]): Violation[] {
  return files
    .filter(({ text }) => !text.startsWith('// Written by scripts/'))
    .map(({ path, text }) => ({ rule: 'file lines', path, lines: countLines(text) }))
    .filter(({ lines }) => lines > maxFileLines)
    .map(({ rule, path, lines }) => ({ rule, path, message: `has ${lines} lines, more than ${maxFileLines}` }));
}

/** Functions longer than the limit. */
export function checkFunctionLines(files: readonly SourceFile[]): Violation[] {
  return files.flatMap(({ path, text }) =>
    findFunctions(text)
      .filter(({ lines }) => lines > maxFunctionLines)
      .map(({ line, lines }) => ({
        rule: 'function lines',
        path,
        message: `line ${line}: a function of ${lines} lines, more than ${maxFunctionLines}`,
      })),
  );
}

/** Files and folders whose name is not kebab-case or says nothing. */
export function checkNames(files: readonly SourceFile[]): Violation[] {
  return files.flatMap(({ path }) => {
    const rule = 'names';
    const stems = path.split('/').map((part) => part.replace(/^[._]/, '').replace(/\..*$/, ''));
    const empty = stems.find((stem) => stem.split('-').some((word) => NAMES_THAT_SAY_NOTHING.includes(word)));
    if (empty !== undefined) return [{ rule, path, message: `"${empty}" says nothing about what is in it` }];
    const stem = posix.basename(path).replace(/^_/, '').replace(/\..*$/, '');
    return /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(stem) ? [] : [{ rule, path, message: 'is not kebab-case' }];
  });
}

const MACHINE_PATH = /(?:^|[\s"'`(=:])\/(?:work|root)\//m;
const REGISTRY_HOST = /\bhttps?:\/\/[\w.-]*\bregistry\b/;

/** Files that name a folder of the machine they were written on, or the registry its packages came from. */
export function checkNoTraces(files: readonly SourceFile[]): Violation[] {
  return files.flatMap(({ path, text }) => {
    const found = MACHINE_PATH.exec(text) ?? REGISTRY_HOST.exec(text);
    return found === null ? [] : [{ rule: 'no traces', path, message: `names ${found[0].trim()}` }];
  });
}
