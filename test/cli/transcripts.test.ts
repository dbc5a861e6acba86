/**
 * Every file under transcripts/ is a terminal session: command lines after "$", then what they print. Lines of standard
 * error are marked, an exit status other than 0 is written out, "#" starts a remark. The commands are run again and the
 * session must read the same; `npx vitest run test/cli/transcripts.test.ts --update` writes what they print now.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCli } from '../../src/cli/run-cli.ts';
import { recordTerminal } from '../builders/terminal.ts';
import { splitWords } from './split-words.ts';

const folder = join(import.meta.dirname, 'transcripts');

/** What a command line prints, as the transcript has it. */
async function runLine(line: string): Promise<string> {
  const words = splitWords(line);
  const start = words.indexOf('whyclosed');
  const env = Object.fromEntries(words.slice(0, start).map((word) => word.split('=', 2) as [string, string]));
  const columns = env.COLUMNS === undefined ? {} : { columns: Number(env.COLUMNS) };
  const terminal = recordTerminal({ env: { NO_COLOR: '1', ...env }, ...columns });
  const status = await runCli(words.slice(start + 1), terminal);
  const errors = terminal.written.stderr.replaceAll(/^(?=.)/gm, 'stderr| ');
  return terminal.written.stdout + errors + (status === 0 ? '' : `exit status ${status}\n`);
}

async function replay(session: string): Promise<string> {
  const lines: string[] = [];
  for (const line of session.split('\n')) {
    if (line.startsWith('# ')) lines.push(line);
    if (line.startsWith('$ ')) lines.push(line, await runLine(line.slice(2)));
  }
  return lines.join('\n');
}

describe('transcripts', () => {
  const names = readdirSync(folder).filter((name) => name.endsWith('.txt'));

  test.each(names)('%s', async (name) => {
    const session = readFileSync(join(folder, name), 'utf8');
    expect(session).toMatch(/^\$ (?:\w+=\S* )*whyclosed /m);
    const replayed = await replay(session);
    // Never to be taken over by --update.
    expect(replayed).not.toMatch(/mistake in whyclosed itself/);
    await expect(replayed).toMatchFileSnapshot(join(folder, name));
  });
});
