/**
 * Nothing that README and docs quote is written by hand: each command and each program on them is run again, and the page
 * must read the same. `npx vitest run test/docs --update` writes what they print now; read it before you commit.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { parseArguments, sharedOptions } from '../../src/cli/arguments.ts';
import { commands } from '../../src/cli/commands/index.ts';
import { toProbeOptions } from '../../src/cli/probe-options.ts';
import { runCli } from '../../src/cli/run-cli.ts';
import { parseTarget } from '../../src/probe/target.ts';
import { projectRoot } from '../architecture/source-file.ts';
import { recordTerminal } from '../builders/terminal.ts';
import { splitWords } from '../cli/split-words.ts';
import { blocksOf, readPage, userPages } from './markdown.ts';
import { buildProgram, type Program } from './program.ts';
import { renderPage } from './render-page.ts';

/** Kinds of blocks that are checked here or, for html, in test/browser; the text on help pages is checked in test/cli. */
const KNOWN = ['console', 'ts', 'sh', 'html', 'bat'];
const HELP_PAGES = ['docs/read.md', 'docs/lab.md', 'docs/causes.md', 'docs/explain.md', 'docs/probe.md'];
const PICTURE_OF = 'whyclosed read --ladder examples/keepalive-race/client.pcap';

const hasJq = spawnSync('jq', ['--version']).status === 0;

let program: Program;

/** Some read every recording of the lab, on a machine that may do other things too. */
const COMMANDS_TIMEOUT_MS = 120_000;

beforeAll(() => {
  program = buildProgram();
});

afterAll(() => {
  program?.remove();
});

describe.each(userPages)('%s', (path) => {
  const text = readPage(path);

  test.skipIf(text.includes('| jq ') && !hasJq)(
    'says what the program prints',
    async () => {
      const page = renderPage(path, text, program);
      // Never to be taken over by --update.
      expect(page).not.toMatch(/mistake in whyclosed itself|command not found/);
      await expect(page).toMatchFileSnapshot(join(projectRoot, path));
    },
    COMMANDS_TIMEOUT_MS,
  );

  test('quotes nothing that is not checked', () => {
    const languages = blocksOf(text).map(({ language }) => language);
    const known = HELP_PAGES.includes(path) ? [...KNOWN, 'text'] : KNOWN;
    expect(languages.filter((language) => !known.includes(language))).toEqual([]);
  });

  test('shows commands that the program takes', async () => {
    expect(await statusesOf(text)).toEqual({});
  });
});

test('the picture is what the program prints', async () => {
  const drawing = `node scripts/draw-output.mjs '${PICTURE_OF}'`;
  const picture = program.runLine(`NO_COLOR= ${PICTURE_OF} --color always | ${drawing}`);
  expect(picture).toMatch(/^<svg /);
  await expect(picture).toMatchFileSnapshot(join(projectRoot, 'docs/output.svg'));
});

test('what is wrong on a page is written anew', () => {
  const blocks = ['```console\n$ whyclosed --version\n99\n```\n', '```ts\nconsole.log(1);\n// → 2\n```\n'];
  const page = renderPage('wrong', blocks.join('\n'), program);
  expect(page).toBe(blocks.join('\n').replace('99', `whyclosed ${manifest.version}`).replace('→ 2', '→ 1'));
});

/** No file is there in a folder that is not, so that 3 means: understood. The catalogue needs no file, nor does a text. */
function understoodStatuses(command: string): readonly number[] {
  if (/^causes\b/.test(command)) return [0];
  return /^(?:explain\b|['"])/.test(command) ? [0, 1] : [3];
}

/** The commands of `sh` blocks that the program does not understand, with the status it ends with. */
async function statusesOf(page: string): Promise<Record<string, number>> {
  const lines = blocksOf(page)
    .filter(({ language }) => language === 'sh' || language === 'bat')
    .flatMap(({ text }) => text.replaceAll('\\\n', ' ').split('\n'));
  const wrong: Record<string, number> = {};
  for (const line of lines) {
    const [, command] = /(?:^|[|;&] *)whyclosed ([^#|;&]*)/.exec(line) ?? [];
    // A scenario would be run for real.
    if (command === undefined || /^lab\b/.test(command)) continue;
    if (isProbe(command)) {
      if (!isUnderstood(command)) wrong[line] = 2;
      continue;
    }
    const understood = understoodStatuses(command);
    const words = splitWords(command).map((word) => (/\.pcap(?:ng)?\*?$|^-$/.test(word) ? 'missing.pcap' : word));
    const status = await runCli(words, recordTerminal({ env: { NO_COLOR: '1' } }));
    if (!understood.includes(status)) wrong[line] = status;
  }
  return wrong;
}

function isProbe(command: string): boolean {
  return /^probe\b/.test(command) || parseTarget(command.trim()) !== undefined;
}

/** The arguments of a probe, read and not tried. */
function isUnderstood(command: string): boolean {
  const { options } = commands.find(({ id }) => id === 'probe')!;
  const words = splitWords(command.replace(/^probe\b/, ''));
  try {
    return toProbeOptions(parseArguments(words, [...options, ...sharedOptions])).targets.length > 0;
  } catch {
    return false;
  }
}
