/** `whyclosed probe` as a process: signals, pipes, and that it ends when it has nothing left to do. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { projectRoot } from '../architecture/source-file.ts';
import { closedPort, serve } from '../probe/servers.ts';

const program = join(projectRoot, 'dist/cli/main.js');

beforeAll(() => {
  execFileSync(join(projectRoot, 'node_modules/.bin/tsc'), ['-b', 'src/cli'], { cwd: projectRoot });
});

async function run(
  args: readonly string[],
  onOutput: (stdout: string, interrupt: () => void) => void = () => {},
  env: NodeJS.ProcessEnv = process.env,
) {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env });
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

  const NOWHERE = { ...process.env, PATH: '/nonexistent', LC_ALL: 'C.UTF-8' };
  const isRootOnLinux = process.platform === 'linux' && process.getuid?.() === 0;

  test('goes on where packets cannot be recorded, and says why', async () => {
    const target = `127.0.0.1:${await closedPort()}`;
    const { status, stdout, stderr } = await run(['probe', '--packets', target], () => {}, NOWHERE);
    expect(stderr).toMatch(/^warning: packets were not recorded: there is no tcpdump here; packets would\s+show who/);
    expect(stdout).toContain('closed-port');
    expect(status).toBe(1);
  });

  test('does not go on where they should be saved; the file stays as it was', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'probe-')), 'old.pcap');
    writeFileSync(file, 'what was in it');
    const target = `127.0.0.1:${await closedPort()}`;
    const { status, stderr } = await run(['probe', '--save', file, target], () => {}, NOWHERE);
    expect(stderr).toMatch(/^error: packets were not recorded: there is no tcpdump here/);
    expect(status).toBe(3);
    expect(readFileSync(file, 'utf8')).toBe('what was in it');
    rmSync(dirname(file), { recursive: true });
  });

  test('says where the file cannot be written, and tries nothing', async () => {
    const result = await run(['probe', '--save', '/nonexistent/x.pcap', '127.0.0.1:9']);
    expect(result).toEqual({ status: 3, stdout: '', stderr: expect.stringContaining('there is no such folder') });
  });

  test.runIf(isRootOnLinux)('saves packets, which join the verdict and can be read', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'probe-')), 'own.pcap');
    writeFileSync(file, 'x'.repeat(100_000));
    const port = await serve((socket) => socket.once('data', () => socket.resetAndDestroy()));
    const probed = await run(['probe', '--save', file, `http://127.0.0.1:${port}/`]);
    expect(probed).toMatchObject({ status: 1, stderr: '' });
    expect(probed.stdout).toMatch(/seen .*\[#\d+\]/);
    expect(probed.stdout).not.toContain('listener-shutdown');
    const read = await run(['read', '--all', file]);
    expect(read.stdout).toContain(`→ 127.0.0.1:${port}`);
    rmSync(dirname(file), { recursive: true });
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
