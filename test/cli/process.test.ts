/** The program as a process: what only shows with real pipes, signals and files. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { createReadStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { projectRoot } from '../architecture/source-file.ts';
import { parseRows, toPcap } from '../builders/packets.ts';

const program = join(projectRoot, 'dist/cli/main.js');
const example = join(projectRoot, 'examples/closed-port/client.pcap');

let folder = '';

beforeAll(() => {
  execFileSync(join(projectRoot, 'node_modules/.bin/tsc'), ['-b', 'src/cli'], { cwd: projectRoot });
  folder = mkdtempSync(join(tmpdir(), 'whyclosed-process-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function run(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    encoding: 'utf8',
    cwd: folder,
    maxBuffer: 1e9,
  });
  return { status, stdout, stderr };
}

/** A capture of this many refused connections, each from another port. */
function writeRefusals(name: string, count: number): string {
  const rows = parseRows('0.0 C S\n0.1 S R.');
  const [header, ...captures] = [0, ...Array.from({ length: count }, (_, i) => i)].map((i) =>
    Buffer.from(toPcap(rows, { client: `192.0.2.1:${10_000 + i}`, server: '198.51.100.2:80' })),
  );
  const path = join(folder, name);
  writeFileSync(path, Buffer.concat([header!.subarray(0, 24), ...captures.map((capture) => capture.subarray(24))]));
  return path;
}

function startReading(...args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [program, 'read', ...args], { stdio: ['pipe', 'pipe', 'pipe'], cwd: folder });
}

async function finished(child: ChildProcess): Promise<{ stdout: string; stderr: string; status: number | null }> {
  const texts = { stdout: '', stderr: '' };
  child.stdout?.on('data', (bytes) => {
    texts.stdout += String(bytes);
  });
  child.stderr?.on('data', (bytes) => {
    texts.stderr += String(bytes);
  });
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { ...texts, status };
}

describe('the program', () => {
  test('reads a file, and standard input just so', async () => {
    const fromFile = run('read', example);
    expect(fromFile).toMatchObject({ status: 0, stderr: '' });
    expect(fromFile.stdout).toMatch(/packets, \d+ connections?: \d+ failed/);
    const child = startReading('-');
    createReadStream(example).pipe(child.stdin!);
    expect(await finished(child)).toEqual(fromFile);
  });

  test('writes a record for each of many connections', () => {
    const { stdout, status } = run('read', '--format', 'ndjson', writeRefusals('many.pcap', 2000));
    const lines = stdout.trimEnd().split('\n');
    expect([status, lines.length]).toEqual([0, 2001]);
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ type: 'summary', connections: 2000 });
  });

  test('ends quietly where the reader of its output has gone', () => {
    const path = writeRefusals('piped.pcap', 2000);
    const command = `"${process.execPath}" "${program}" read --format ndjson "${path}" | head -n 1; echo "\${PIPESTATUS[0]}"`;
    const { stdout, stderr } = spawnSync('bash', ['-c', command], { encoding: 'utf8' });
    const [record = '', status] = stdout.trimEnd().split('\n');
    expect(JSON.parse(record)).toMatchObject({ type: 'connection' });
    expect([status, stderr]).toEqual(['0', '']);
  });

  test('prints what was found until Ctrl-C', async () => {
    const child = startReading('--format', 'ndjson', '-');
    const done = finished(child);
    // A pipe holds little of this: once all is written, most has been read.
    const capture = readFileSync(writeRefusals('interrupted.pcap', 20_000));
    await new Promise((resolve) => child.stdin?.write(capture, resolve));
    child.kill('SIGINT');
    const { stdout, stderr, status } = await done;
    expect(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({ type: 'summary' });
    expect(stderr).toMatch(/^note: interrupted after [\d,]+ packets/);
    expect(status).toBe(130);
  });

  test.each([
    ['no-such.pcap', /^error: Cannot read no-such\.pcap: there is no such file\n$/],
    ['.', /^error: Cannot read \.: it is a directory\nhint: /],
    [join(projectRoot, 'package.json'), /^error: Cannot read .*package\.json: /],
  ])('has status 3 where nothing can be read: %s', (path, message) => {
    const { stdout, stderr, status } = run(path);
    expect(stderr.replaceAll(/\n {7}/g, ' ')).toMatch(message);
    expect([stdout, status]).toEqual(['', 3]);
  });

  test('has status 3 where the output cannot be written', () => {
    const { stderr, status } = spawnSync('sh', ['-c', `"${process.execPath}" "${program}" "${example}" >/dev/full`], {
      encoding: 'utf8',
    });
    expect(stderr).toMatch(/^error: Cannot write the output: .*no space left on device/);
    expect(status).toBe(3);
  });

  test('says where in the program only where asked to', () => {
    expect(run('read', 'no-such.pcap').stderr).not.toMatch(/\n\s+at /);
    expect(run('read', '--debug', 'no-such.pcap').stderr).toMatch(/\n\s+at /);
  });

  test('escapes the name of a file', () => {
    const { stderr } = run('read', 'a\u001b[2J\u202e.pcap');
    expect(stderr).toContain('a\\x1b[2J\\u{202e}.pcap');
    expect(stderr).not.toMatch(/[\u001b\u202e]/);
  });

  test('loads no more than it needs to say its version', () => {
    const hooks = join(folder, 'hooks.mjs');
    writeFileSync(
      hooks,
      "export const load = (url, context, next) => { process._rawDebug('loads ' + url); return next(url, context); };",
    );
    const register = `data:text/javascript,import { register } from 'node:module'; register('${pathToFileURL(hooks)}');`;
    const { stdout, stderr } = spawnSync(process.execPath, ['--import', register, program, '--version'], {
      encoding: 'utf8',
    });
    const loaded = [...stderr.matchAll(/^loads file:.*\/dist\/(.*)$/gm)].map(([, path]) => path);
    expect(stdout).toMatch(/^whyclosed \d+\.\d+\.\d+\n$/);
    expect(loaded).toContain('cli/main.js');
    expect(loaded.filter((path) => !/^(?:cli|core\/report)\//.test(path ?? ''))).toEqual([]);
  });
});
