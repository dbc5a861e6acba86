/** Whatever a line holds: nothing throws, a quote is short, and the time taken grows with the length alone. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LINE_MAX, readLogLine } from '../../src/core/logs/_read-log-line.ts';
import { logFormats } from '../../src/core/logs/index.ts';
import { projectRoot } from '../architecture/source-file.ts';

const root = join(projectRoot, 'examples');
const seeds = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.log'))
  .flatMap((name) => readFileSync(join(root, name), 'utf8').split('\n'))
  .filter((line) => readLogLine(line) !== undefined);

const PIECES: readonly string[] = [
  ...['"', '\\', '\\"', '[', ']', '(', ')', ': ', ', client: ', ' ', '/', '-', '0', '1', 'a', '::', '.', '|', '\u0000'],
  ...[
    ' while reading PROXY protocol',
    " host: '",
    'src=1.1.1.1 ',
    '[DESTROY] tcp 6 ',
    'FATAL:  ',
    'open() "',
    '0/0/0/',
  ],
  ...['" 499 0', '192.0.2.2 - - [26/Nov/2026:10:42:15 +0000] "', '2026/11/26 10:42:15 [error] 1#1: *1 ', '1/1/1/1/1 '],
  ...['2026-11-26T10:42:15Z ', 'Nov 26 10:42:15 host ', '<34>1 - - - - - ', '[a="', '[client ', '(24)', 'web-1 | '],
];

function check(line: string): void {
  expect(() => readLogLine(line)).not.toThrow();
  const reading = readLogLine(line);
  if (reading === undefined) return;
  expect(reading.quote.length).toBeLessThanOrEqual(160);
  expect(reading.quote).not.toBe('');
  expect(Object.values(reading)).not.toContain(undefined);
  for (const time of [reading.time, reading.began]) {
    if (time !== undefined) expect(Number.isFinite(time.seconds) && time.precision > 0).toBe(true);
  }
}

describe('hostile lines', () => {
  test('any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 400 }), check), { numRuns: 500 });
  });

  test('any pieces of lines', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...PIECES), { maxLength: 60 }).map((parts) => parts.join('')),
        check,
      ),
      {
        numRuns: 2000,
      },
    );
  });

  test('a real line with something cut out and something put in', () => {
    expect(seeds.length).toBeGreaterThan(50);
    const mutated = fc
      .tuple(fc.constantFrom(...seeds), fc.nat(300), fc.nat(20), fc.constantFrom(...PIECES))
      .map(([line, at, length, piece]) => line.slice(0, at) + piece + line.slice(at + length));
    fc.assert(fc.property(mutated, check), { numRuns: 2000 });
  });

  test('a long line of any piece behind any beginning takes no time to speak of', () => {
    const heads = ['', ...new Set(seeds.map((line) => line.slice(0, 60)))];
    const begin = performance.now();
    let lines = 0;
    for (const head of heads) {
      for (const piece of PIECES) {
        readLogLine(head + piece.repeat(Math.ceil(LINE_MAX / piece.length)));
        lines += 1;
      }
    }
    // A quadratic expression takes some 30 ms for one such line; all formats together have 3.
    expect((performance.now() - begin) / lines).toBeLessThan(3);
  });

  test('what stands behind the most of a line is not looked at', () => {
    const line = `2026/11/26 10:42:15 [info] 1#1: *1 client sent too long header line: "${'x'.repeat(1e6)}", client: 192.0.2.2`;
    expect(readLogLine(line)).toMatchObject({ meaning: 'too-large' });
    expect(readLogLine(`${' '.repeat(LINE_MAX)}Traceback (most recent call last):`)).toBeUndefined();
  });

  test('half a character does not end a quote', () => {
    const line = `2026/11/26 10:42:15 [info] 1#1: *1 client sent too long header line: "${'x'.repeat(124)}😀😀`;
    expect(readLogLine(line)?.quote).toMatch(/x$/);
  });

  test('each format leaves the lines of others alone', () => {
    for (const line of seeds) {
      const plain = { text: line, time: undefined, program: undefined, pid: undefined };
      expect(logFormats.filter(({ read }) => read(plain) !== undefined).length).toBeLessThanOrEqual(1);
    }
  });
});
