import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { runCli } from '../../src/cli/run-cli.ts';
import { runExplain } from '../../src/cli/run-explain.ts';
import { dialects } from '../../src/core/explain/dialects/index.ts';
import { symptoms } from '../../src/core/explain/symptoms/index.ts';
import { projectRoot } from '../architecture/source-file.ts';
import { recordTerminal } from '../builders/terminal.ts';

const program = join(projectRoot, 'dist/cli/main.js');

async function run(...args: string[]) {
  const terminal = recordTerminal();
  const status = await runCli(args, terminal);
  return { status, ...terminal.written };
}

describe('what is explained without the command', () => {
  test.each([
    [['Connection reset by peer'], 0],
    [['ECONNRESET'], 0],
    [['UC'], 0],
    [['read', 'ECONNRESET'], 3],
    [['the oven is hot'], 1],
    [['raed'], 2],
    [['nonsense'], 2],
  ])('%j ends with %i', async (args, status) => {
    expect((await run(...args)).status).toBe(status);
  });

  test('is no file, though a text is in its name', async () => {
    const { stderr } = await run('ECONNRESET.pcap');
    expect(stderr).toContain('ECONNRESET.pcap');
  });

  test('is no target of a probe', async () => {
    expect((await run('104')).stdout).not.toContain('ECONNRESET');
    expect((await run('https://example.com:1/')).stdout).not.toContain('This text is not known');
  });
});

describe('standard input', () => {
  test('is one text, whatever lines it has', () => {
    const terminal = recordTerminal();
    const text = 'Exception in thread "main"\nCaused by: java.net.SocketException: Connection reset\n';
    expect(runExplain({ values: new Map(), lists: new Map(), operands: ['-'] }, terminal, () => text)).toBe(0);
    expect(terminal.written.stdout).toMatch(/^The connection was reset\n {2}ECONNRESET · Java\n/);
  });

  test('with nothing in it is wrong usage', () => {
    const nothing = () =>
      runExplain({ values: new Map(), lists: new Map(), operands: ['-'] }, recordTerminal(), () => '\n');
    expect(nothing).toThrow('Standard input holds no text');
  });
});

test('the list names every system and symptom', async () => {
  const { status, stdout } = await run('explain', '--list');
  const missing = [...dialects, ...symptoms].filter(({ id }) => !stdout.includes(`\n${id} `));
  expect({ status, missing: missing.map(({ id }) => id) }).toEqual({ status: 0, missing: [] });
});

describe('as a process', () => {
  beforeAll(() => {
    spawnSync(join(projectRoot, 'node_modules/.bin/tsc'), ['-b', 'src/cli'], { cwd: projectRoot });
  });

  test('waits for a pipe that is slow, and takes what is long or no text', () => {
    const lines = [
      `{ sleep 0.2; echo 'read ECONNRESET'; } | '${process.execPath}' '${program}' explain - | head -1`,
      `head -c 8000000 /dev/zero | '${process.execPath}' '${program}' explain - | head -1`,
      `'${process.execPath}' '${program}' explain - </dev/null 2>&1 | head -1`,
    ];
    const outputs = lines.map((line) => spawnSync('sh', ['-c', line], { encoding: 'utf8' }).stdout);
    expect(outputs).toEqual([
      'The connection was reset\n',
      'This text is not known\n',
      'error: Standard input holds no text\n',
    ]);
  });
});
