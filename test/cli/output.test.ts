import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BrokenPipe, FileOutput } from '../../src/cli/output.ts';

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'whyclosed-output-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('FileOutput', () => {
  test('writes when enough has gathered, and the rest when told to', () => {
    const path = join(folder, 'chunks');
    const descriptor = openSync(path, 'w');
    const output = new FileOutput(descriptor, false, undefined);
    output.write('a'.repeat(1000));
    expect(readFileSync(path)).toHaveLength(0);
    output.write('é'.repeat(65_536));
    expect(readFileSync(path)).toHaveLength(1000 + 2 * 65_536);
    output.write('end');
    output.flush();
    output.flush();
    closeSync(descriptor);
    expect(readFileSync(path, 'utf8')).toBe(`${'a'.repeat(1000)}${'é'.repeat(65_536)}end`);
  });

  test('waits for a full pipe and loses nothing', async () => {
    // The parent's end of a child's standard input is a socket that never blocks: it is full until the child reads.
    const child = spawn('sh', ['-c', 'sleep 0.3; wc -c'], { stdio: ['pipe', 'pipe', 'inherit'] });
    const { fd } = (child.stdin as unknown as { _handle: { fd: number } })._handle;
    const output = new FileOutput(fd, false, undefined);
    output.write('x'.repeat(5_000_000));
    output.flush();
    child.stdin.end();
    let counted = '';
    for await (const text of child.stdout) counted += String(text);
    expect(counted.trim()).toBe('5000000');
  });

  test('says that the reader has gone', async () => {
    const child = spawn('sh', ['-c', 'exec 0<&-; echo closed; sleep 1'], { stdio: ['pipe', 'pipe', 'inherit'] });
    const { fd } = (child.stdin as unknown as { _handle: { fd: number } })._handle;
    await new Promise((resolve) => child.stdout.once('data', resolve));
    const output = new FileOutput(fd, false, undefined);
    output.write('x');
    expect(() => output.flush()).toThrow(BrokenPipe);
    child.kill();
  });
});
