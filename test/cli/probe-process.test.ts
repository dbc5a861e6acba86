/** `whyclosed probe` as a process: signals, pipes, and that it ends when it has nothing left to do. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { projectRoot } from '../architecture/source-file.ts';
import { closedPort, serve } from '../probe/servers.ts';

const program = join(projectRoot, 'dist/cli/main.js');

beforeAll(() => {
  execFileSync(join(projectRoot, 'node_modules/.bin/tsc'), ['-b', 'src/cli'], { cwd: projectRoot });
});

async function run(args: readonly string[], onOutput: (stdout: string, interrupt: () => void) => void = () => {}) {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const texts = { stdout: '', stderr: '' };
  child.stderr.on('data', (bytes) => {
    texts.stderr += String(bytes);
  });
  child.stdout.on('data', (bytes) => {
    texts.stdout += String(bytes);
    onOutput(texts.stdout, () => child.kill('SIGINT'));
  });
  const [status] = (await once(child, 'close')) as [number | null];
  return { ...texts, status };
}

describe('the program', { timeout: 60_000 }, () => {
  test('prints each line when it is known, and ends at Ctrl-C with status 130', async () => {
    const port = await serve(() => {});
    let isAsked = false;
    const { status, stdout, stderr } = await run(
      ['probe', '--timeout', '1h', `http://127.0.0.1:${port}/`],
      (text, interrupt) => {
        if (isAsked || !text.includes('connected')) return;
        isAsked = true;
        interrupt();
      },
    );
    expect({ status, stderr }).toEqual({ status: 130, stderr: '' });
    expect(stdout).toContain('interrupted: nothing had failed until then');
  });

  test.each([
    ['text', ['--wait', '100ms']],
    ['ndjson', ['--wait', '100ms', '--format', 'ndjson']],
  ])('ends by itself, with the status of what it found: %s', async (_, options) => {
    const port = await serve((socket) => socket.resume().on('end', () => socket.end()));
    expect((await run(['probe', ...options, `127.0.0.1:${port}`])).status).toBe(0);
    expect((await run(['probe', ...options, `127.0.0.1:${await closedPort()}`])).status).toBe(1);
  });

  test('ends quietly where nobody reads', async () => {
    const port = await closedPort();
    // The reader goes when it has the first line, while the connection is still being tried.
    const line = `"${process.execPath}" "${program}" 127.0.0.1:${port} 2>&1 >/dev/full | head -c 300; "${process.execPath}" "${program}" 127.0.0.1:${port} 2>&3 | head -c 1 >/dev/null`;
    const child = spawn('sh', ['-c', `exec 3>&1; ${line}`], { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    child.stdout.on('data', (bytes) => {
      said += String(bytes);
    });
    await once(child, 'close');
    expect(said).toMatch(/^error: Cannot write the output/);
    expect(said).not.toMatch(/mistake in whyclosed/);
  });
});
