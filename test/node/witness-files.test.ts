/** Texts of witnesses from files: compressed, missing, of the same name, and from standard input. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WhyclosedError } from '../../src/core/model/whyclosed-error.ts';
import { readWitnesses } from '../../src/node/witness-files.ts';
import { projectRoot } from '../architecture/source-file.ts';

const TEXT = 'counter server TcpExtListenOverflows +4\nnothing\n';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'whyclosed-witnesses-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, bytes: Uint8Array | string): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, bytes);
  return path;
}

async function errorOf(path: string): Promise<string> {
  const error: unknown = await readWitnesses([path]).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(WhyclosedError);
  return String(error);
}

describe('files of witnesses', () => {
  test.each([
    ['plain', TEXT, 2, 1],
    ['compressed', gzipSync(TEXT), 2, 1],
    ['compressed in two parts, as a log that was appended to', Buffer.concat([gzipSync(TEXT), gzipSync(TEXT)]), 4, 2],
    ['empty', '', 0, 0],
    ['one byte of what gzip begins with', new Uint8Array([0x1f]), 1, 0],
    ['not UTF-8', new Uint8Array([0xff, 0xfe, 0x0a, ...Buffer.from(TEXT)]), 3, 1],
    ['with a byte order mark', `\uFEFF${TEXT}`, 2, 1],
  ])('%s', async (_, bytes, lines, telling) => {
    const path = write('a.log', bytes);
    const { texts } = await readWitnesses([path]);
    expect(texts).toEqual([{ file: 'a.log', lines, telling, leftOut: 0 }]);
  });

  test.each([
    ['pcap', new Uint8Array([0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0, ...new Uint8Array(16)])],
    ['pcapng', new Uint8Array([10, 13, 13, 10, 28, 0, 0, 0, 0x4d, 0x3c, 0x2b, 0x1a, 1, 0, 0, 0])],
  ])('that are captures are no logs: %s', async (_, bytes) => {
    expect(await errorOf(write('server.pcap', bytes))).toMatch(/server\.pcap as a log: it is a capture/);
  });

  test('bigger than a portion, with letters of several bytes', async () => {
    const path = write('big.log', `${'€'.repeat(30)}\n`.repeat(5000) + TEXT);
    expect((await readWitnesses([path])).texts).toMatchObject([{ lines: 5002, telling: 1 }]);
  });

  test('are named by their folders where their own names are the same', async () => {
    const paths = [write('one/kernel.txt', TEXT), write('two/kernel.txt', TEXT)];
    const { texts } = await readWitnesses(paths);
    expect(texts.map(({ file }) => file)).toEqual(paths);
  });

  test('that are missing, folders, or damaged, are told by their names', async () => {
    expect(await errorOf(join(folder, 'missing.log'))).toContain('missing.log');
    expect(await errorOf(folder)).toContain(folder);
    expect(await errorOf(write('cut.gz', gzipSync(TEXT).subarray(0, 25)))).toContain('cut.gz');
  });

  test('tell how far the reading is, up to all of it', async () => {
    const big = `${'nothing '.repeat(1000)}\n`.repeat(50);
    const paths = [write('first.log', big), write('second.log', gzipSync(TEXT))];
    const seen: { readonly bytes: number; readonly totalBytes?: number }[] = [];
    await readWitnesses(paths, { onProgress: (progress) => seen.push(progress) });
    const bytes = seen.map((progress) => progress.bytes);
    expect(bytes).toEqual([...bytes].sort((a, b) => a - b));
    const total = big.length + gzipSync(TEXT).length;
    expect(seen.at(-1)).toEqual({ file: paths[1], bytes: total, totalBytes: total });
  });

  test.runIf(process.platform === 'linux')('leave none open where a later one is missing', async () => {
    const path = write('kept.log', TEXT);
    const isOpen = (): boolean =>
      readdirSync('/proc/self/fd').some((fd) => {
        try {
          return readlinkSync(`/proc/self/fd/${fd}`) === path;
        } catch {
          return false;
        }
      });
    await expect(readWitnesses([path, join(folder, 'missing.log')])).rejects.toThrow('missing.log');
    expect(isOpen()).toBe(false);
  });

  test('are not read once it is aborted', async () => {
    const { texts } = await readWitnesses([write('a.log', TEXT)], { signal: AbortSignal.abort() });
    expect(texts).toEqual([]);
  });

  test.each([
    ['plain', TEXT],
    ['compressed', gzipSync(TEXT)],
    ['empty', ''],
  ])('may be standard input: %s', (_, input) => {
    const module = join(projectRoot, 'dist/node/witness-files.js');
    const script = `import(${JSON.stringify(module)}).then(async ({ readWitnesses }) => {
      const { texts } = await readWitnesses(['-']);
      console.log(JSON.stringify(texts));
    });`;
    const { stdout, status } = spawnSync(process.execPath, ['-e', script], { input, encoding: 'utf8' });
    expect(status).toBe(0);
    const [text] = JSON.parse(stdout) as [{ file: string; lines: number }];
    expect(text).toMatchObject({ lines: input.length === 0 ? 0 : 2 });
    expect(text.file).toContain('standard input');
  });
});
