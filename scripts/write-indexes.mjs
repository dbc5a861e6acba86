/**
 * Writes the index.ts of every list folder: a folder where each file is one entry and exports one constant named by the
 * folder's noun. The index is the only file that names all entries, and no person edits it, so a new entry is one new
 * file and no edit elsewhere. `--check` writes nothing and exits 1 when an index is stale; `--root DIR` works on another
 * tree than this one.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/**
 * A list folder: `noun` is the constant each entry exports, `plural` the list its index exports, `type` the type of both
 * and `typeFrom` where that is declared, seen from the folder. `exclude` names the files that are not entries; so are
 * index.ts and files whose name starts with an underscore.
 *
 * @typedef {{ folder: string, noun: string, plural: string, type: string, typeFrom: string, exclude?: string[] }} ListFolder
 */

/** @type {ListFolder[]} */
const listFolders = [
  {
    folder: 'src/core/capture',
    noun: 'captureFormat',
    plural: 'captureFormats',
    type: 'CaptureFormat',
    typeFrom: './_capture-format.ts',
  },
  { folder: 'src/core/link', noun: 'linkType', plural: 'linkTypes', type: 'LinkType', typeFrom: './_link-type.ts' },
  { folder: 'src/core/facts', noun: 'extractor', plural: 'extractors', type: 'Extractor', typeFrom: './_extractor.ts' },
  { folder: 'src/core/protocols', noun: 'protocol', plural: 'protocols', type: 'Protocol', typeFrom: './_protocol.ts' },
  { folder: 'src/core/causes', noun: 'cause', plural: 'causes', type: 'Cause', typeFrom: '../model/cause.ts' },
  {
    folder: 'src/core/kernel',
    noun: 'tracepoint',
    plural: 'tracepoints',
    type: 'Tracepoint',
    typeFrom: './_tracepoint.ts',
  },
  { folder: 'src/core/logs', noun: 'logFormat', plural: 'logFormats', type: 'LogFormat', typeFrom: './_log-format.ts' },
  { folder: 'src/probe/talks', noun: 'talk', plural: 'talks', type: 'Talk', typeFrom: './_talk.ts' },
  { folder: 'src/probe/findings', noun: 'finding', plural: 'findings', type: 'Finding', typeFrom: './_finding.ts' },
  {
    folder: 'src/core/explain/symptoms',
    noun: 'symptom',
    plural: 'symptoms',
    type: 'Symptom',
    typeFrom: './_symptom.ts',
  },
  {
    folder: 'src/core/explain/dialects',
    noun: 'dialect',
    plural: 'dialects',
    type: 'Dialect',
    typeFrom: './_dialect.ts',
  },
  { folder: 'src/lab/scenarios', noun: 'scenario', plural: 'scenarios', type: 'Scenario', typeFrom: './_scenario.ts' },
  { folder: 'src/cli/commands', noun: 'command', plural: 'commands', type: 'Command', typeFrom: './_command.ts' },
];

/**
 * The files of a folder that should be entries, without extension, sorted.
 *
 * @param {string} path
 * @param {readonly string[]} exclude
 * @returns {string[]}
 */
function entriesOf(path, exclude) {
  return readdirSync(path)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts') && name !== 'index.ts')
    .filter((name) => !name.startsWith('_') && !exclude.includes(name))
    .map((name) => name.slice(0, -'.ts'.length))
    .sort();
}

/**
 * `closed-port` of the causes is `closedPortCause`; the noun at the end keeps ids such as `null` from being keywords.
 *
 * @param {string} id
 * @param {string} noun
 * @returns {string}
 */
function localName(id, noun) {
  const words = `${id}-${noun}`.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
  return /^\d/.test(words) ? `_${words}` : words;
}

/**
 * The text of a folder's index.
 *
 * @param {ListFolder} list
 * @param {readonly string[]} ids
 * @returns {string}
 */
function renderIndex({ noun, plural, type, typeFrom }, ids) {
  const lines = [
    '// Written by scripts/write-indexes.mjs from the files in this folder: do not edit.',
    '// biome-ignore-all format: written by a script',
    '// biome-ignore-all assist/source/organizeImports: written by a script',
    `import type { ${type} } from '${typeFrom}';`,
    ...ids.map((id) => `import { ${noun} as ${localName(id, noun)} } from './${id}.ts';`),
    '',
    `/** Every ${noun} of this folder, in order of file name. */`,
    `export const ${plural}: readonly ${type}[] = [`,
    ...ids.map((id) => `  ${localName(id, noun)},`),
    '];',
    '',
  ];
  return lines.join('\n');
}

/**
 * Writes or checks the index of one folder.
 *
 * @param {string} root
 * @param {ListFolder} list
 * @param {boolean} check
 * @returns {string[]} what is wrong
 */
function refreshIndex(root, list, check) {
  const path = join(root, list.folder);
  if (!existsSync(join(path, list.typeFrom))) return [];
  const complaints = [];
  const ids = [];
  for (const id of entriesOf(path, list.exclude ?? [])) {
    const exportsNoun = new RegExp(`^export const ${list.noun}\\b`, 'm');
    if (exportsNoun.test(readFileSync(join(path, `${id}.ts`), 'utf8'))) ids.push(id);
    else complaints.push(`${list.folder}/${id}.ts exports no ${list.noun}: name it _${id}.ts if it is not an entry`);
  }
  const index = join(path, 'index.ts');
  const text = renderIndex(list, ids);
  const fresh = existsSync(index) && readFileSync(index, 'utf8') === text;
  if (!fresh && check) complaints.push(`${list.folder}/index.ts is stale: run npm run indexes`);
  if (!fresh && !check) writeFileSync(index, text);
  return complaints;
}

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false }, root: { type: 'string' } } });
const root = values.root ?? dirname(dirname(fileURLToPath(import.meta.url)));
const complaints = listFolders.flatMap((list) => refreshIndex(root, list, values.check));
for (const complaint of complaints) process.stderr.write(`${complaint}\n`);
if (values.check && complaints.length > 0) process.exitCode = 1;
