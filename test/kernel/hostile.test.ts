/** Whatever a line holds: nothing throws, and the time taken grows with the length alone. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LINE_MAX, readKernelLine } from '../../src/core/kernel/_read-kernel-line.ts';
import { projectRoot } from '../architecture/source-file.ts';

const root = join(projectRoot, 'examples');
const seeds = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('kernel.txt'))
  .flatMap((name) => readFileSync(join(root, name), 'utf8').split('\n'))
  .filter((line) => line !== '');

const PIECES: readonly string[] = [
  ...[
    'nginx-1',
    ' (123) ',
    '[001] ',
    '..s2. ',
    '1.5: ',
    '1.5 ',
    'tcp_send_reset',
    ': ',
    'sport=1 ',
    'dport=2 ',
    '-',
    '1',
    ' ',
    '\t',
  ],
  ...[
    'saddr=192.0.2.1 ',
    'daddr=',
    'src=[::',
    'dest=192.0.2.1:',
    'comm=',
    'pid=',
    'sched_process_exit ',
    '\u0000',
    '0',
    '(null)',
  ],
  ...['counter server ', 'TcpExt', '+', 'sig=', 'code=', 'oldstate=TCP_', 'newstate=', 'group_dead=', '=', ':'],
];

function check(line: string): void {
  expect(() => readKernelLine(line)).not.toThrow();
  const read = readKernelLine(line);
  if (read?.kind === 'event') expect(Number.isFinite(read.event.seconds)).toBe(true);
  if (read?.kind === 'counter') expect(read.counter.delta).toBeGreaterThanOrEqual(0);
}

describe('hostile lines', () => {
  it('any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 400 }), check), { numRuns: 500 });
  });

  it('any pieces of lines', () => {
    const line = fc.array(fc.constantFrom(...PIECES), { maxLength: 60 }).map((parts) => parts.join(''));
    fc.assert(fc.property(line, check), { numRuns: 3000 });
  });

  it('a real line with something cut out and something put in', () => {
    const change = fc.tuple(fc.constantFrom(...seeds), fc.nat(), fc.nat({ max: 30 }), fc.string({ maxLength: 10 }));
    fc.assert(
      fc.property(change, ([line, at, length, text]) => {
        const from = at % (line.length + 1);
        check(line.slice(0, from) + text + line.slice(from + length));
      }),
      { numRuns: 3000 },
    );
  });

  it.each(PIECES)('nothing but %j is read in no time', (piece) => {
    const line = piece.repeat(Math.ceil(LINE_MAX / piece.length)).slice(0, LINE_MAX);
    const begin = performance.now();
    for (const front of ['', ' ', 'a-1 [0] 1.5: tcp_send_reset: ', '1.5 sched_process_exit ', 'comm=']) {
      readKernelLine((front + line).slice(0, LINE_MAX));
      readKernelLine(`${front}${line}`.slice(0, LINE_MAX - 1).concat('!'));
    }
    expect(performance.now() - begin).toBeLessThan(500);
  });
});
