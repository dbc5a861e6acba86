/**
 * A page for users with everything on it that can go stale written anew.
 *
 * - In a `console` block each line after "$" is a command; what follows it is what it prints.
 * - A `ts` block is a program of its own; what it prints stands at its end, in comments that start with an arrow.
 * - Between "<!-- fields -->" and "<!-- end of fields -->" stand the fields of the public record, from its schema.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../architecture/source-file.ts';
import { blocksOf, replaceBlocks } from './markdown.ts';
import { compile, type Program } from './program.ts';
import { renderFields } from './render-fields.ts';

const ARROW = /^\/\/ → .*\n/gm;
const FIELDS = /(<!-- fields -->\n)[\s\S]*?(<!-- end of fields -->)/;

/** The page as it should be; `name` tells it from others that are checked with the same program. */
export function renderPage(name: string, page: string, program: Program): string {
  const programs = compileBlocks(name, page, program);
  return replaceBlocks(
    replaceBlocks(page, 'console', (text) => replay(text, program)),
    'ts',
    (text, index) => `${text.replace(ARROW, '')}${printed(programs[index] ?? '')}`,
  ).replace(FIELDS, (_, start: string, end: string) => `${start}${renderFields()}${end}`);
}

/** A session with the commands run again. */
function replay(session: string, program: Program): string {
  return session
    .split('\n')
    .filter((line) => line.startsWith('$ '))
    .map((line) => `${line}\n${program.runLine(line.slice(2))}`)
    .join('');
}

/** Checks the types of a page's `ts` blocks as a user's compiler would, and compiles them; the paths of the programs. */
function compileBlocks(name: string, page: string, { userFolder }: Program): string[] {
  const blocks = blocksOf(page).filter(({ language }) => language === 'ts');
  if (blocks.length === 0) return [];
  const folder = join(userFolder, name.replaceAll(/\W/g, '-'));
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: USER_OPTIONS }));
  for (const [index, { text }] of blocks.entries()) writeFileSync(join(folder, `block-${index + 1}.ts`), text);
  compile(folder, '-p', '.');
  return blocks.map((_, index) => join(folder, `block-${index + 1}.js`));
}

/** What users should have, and nothing that hides a wrong type of ours. */
const USER_OPTIONS = {
  target: 'ES2023',
  lib: ['ES2023'],
  module: 'NodeNext',
  types: ['node'],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  moduleDetection: 'force',
};

/** What a program prints, as comments. */
function printed(path: string): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [path], { cwd: projectRoot, encoding: 'utf8' });
  if (status !== 0) throw new Error(`Cannot run ${path}: ${stderr}`);
  return stdout.replace(/^/gm, '// → ').replace(/\/\/ → $/, '');
}
