import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fisherExact } from '../../../src/probe/measure/fisher.ts';
import type { MeasureOptions } from '../../../src/probe/measure/measure-options.ts';
import type { MeasuredSample } from '../../../src/probe/measure/measurement.ts';
import { measureRepetition } from '../../../src/probe/measure/repeat.ts';
import { judgeRepetition, spreadOf, tallyFailures } from '../../../src/probe/measure/repeat-judge.ts';
import { parseTarget } from '../../../src/probe/target.ts';
import { OK, QUICK } from '../brief.ts';
import { closedPort, serve } from '../servers.ts';

const A = '192.0.2.1';
const B = '192.0.2.2';

/** Tries of addresses in turn: a letter each, capitals for those that worked. */
function tries(letters: string): MeasuredSample[] {
  return [...letters].map((letter, i) => ({
    at: i,
    good: letter !== letter.toLowerCase(),
    outcome: letter === letter.toLowerCase() ? 'reset' : 'ok',
    address: letter.toLowerCase() === 'a' ? A : B,
    connectSeconds: 0.01,
    ...(letter === letter.toLowerCase() ? { stage: 'talk' } : {}),
  }));
}

describe('Fisher’s exact test', () => {
  test('gives the values of the books', () => {
    // The lady tasting tea: 1 of 70, and 17 of 70.
    expect(fisherExact({ failedA: 4, triedA: 4, failedB: 0, triedB: 4 })).toBeCloseTo(1 / 70, 12);
    expect(fisherExact({ failedA: 3, triedA: 4, failedB: 1, triedB: 4 })).toBeCloseTo(17 / 70, 12);
  });

  test('is a probability', () => {
    const count = fc.nat(200);
    fc.assert(
      fc.property(count, count, count, count, (failedA, goodA, failedB, goodB) => {
        const chance = fisherExact({ failedA, triedA: failedA + goodA, failedB, triedB: failedB + goodB });
        expect(chance).toBeGreaterThanOrEqual(0);
        expect(chance).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('the judgement', () => {
  test.each([
    ['all worked', 'ABABABABABAB', 'always-works, likely, benign'],
    ['three worked', 'ABA', 'always-works, possible, benign'],
    ['all failed', 'abababababab', 'never-works, likely, failure'],
    ['two failed', 'ab', 'never-works, possible, failure'],
    ['one address fails', `${'aB'.repeat(10)}`, 'bad-address, likely, failure'],
    ['one address fails most of the time', 'aBaBABaBaBaBABaBaBaB', 'bad-address, likely, failure'],
    ['one address fails, but it was tried little', 'aBaB', 'sometimes-fails, possible, failure'],
    ['both fail alike', 'aBAbaBAbaBAbaBAb', 'sometimes-fails, likely, failure'],
    ['one is a little worse', 'aBaBABABAbABABABABAB', 'sometimes-fails, likely, failure'],
    ['there is one address', 'aAaAaAaAaAaA', 'sometimes-fails, likely, failure'],
  ])('where %s', (_, letters, expected) => {
    const { finding, confidence, severity } = judgeRepetition(tries(letters));
    expect([finding, confidence, severity].join(', ')).toBe(expected);
  });

  test('says that failures are one stretch only where nothing worked between them', () => {
    const stretch = /one stretch, from 5 s to 7 s/;
    expect(judgeRepetition(tries('AAAAAaaaAAAA')).reasons.join('\n')).toMatch(stretch);
    expect(judgeRepetition(tries('AAAAAaAaAaAA')).reasons.join('\n')).not.toContain('stretch');
  });

  test('names connects that were sent again, and not a network that is slow', () => {
    const slow = (seconds: readonly number[]): string =>
      judgeRepetition(
        seconds.map((connectSeconds, at) => ({ at, good: true, outcome: 'ok', connectSeconds })),
      ).reasons.join('\n');
    expect(slow([0.01, 0.01, 1.02, 0.01, 3.05])).toContain('2 of 5 connects took 1.02 s to 3.05 s');
    expect(slow([1.1, 1.2, 1.3])).not.toContain('sent again');
  });

  test('does not blame the server for this machine’s limits', () => {
    const samples = [{ at: 0, good: false, outcome: 'unusable', stage: 'connect', address: A }];
    expect(judgeRepetition(samples).reasons.join('\n')).toContain('no fault of the server');
  });

  test('groups failures, the most frequent first', () => {
    const [first, second] = tallyFailures([
      { at: 1, good: false, outcome: 'reset', stage: 'talk', address: A },
      { at: 2, good: false, outcome: 'refused', stage: 'connect', address: B },
      { at: 3, good: false, outcome: 'refused', stage: 'connect', address: A },
    ]);
    expect(first).toEqual({ what: 'connect: refused', count: 2, addresses: [B, A], firstAt: 2, lastAt: 3 });
    expect(second?.what).toBe('talk: reset');
  });

  test('gives ranks', () => {
    expect(spreadOf([])).toBeUndefined();
    expect(spreadOf([5])).toEqual({ median: 5, p95: 5, max: 5 });
    expect(spreadOf(Array.from({ length: 100 }, (_, i) => i + 1))).toEqual({ median: 50, p95: 95, max: 100 });
  });
});

const OPTIONS: MeasureOptions = { timeoutSeconds: 2, machine: QUICK.machine! };
const PLAN = { count: 12, intervalSeconds: 0, concurrency: 3 };

describe('many tries', () => {
  test('find what fails now and then', async () => {
    let turn = 0;
    const port = await serve((socket) =>
      socket.once('data', () => (++turn % 4 === 0 ? socket.resetAndDestroy() : socket.end(OK))),
    );
    const found = await measureRepetition(parseTarget(`http://127.0.0.1:${port}`)!, PLAN, OPTIONS);
    expect(found).toMatchObject({ finding: 'sometimes-fails', summary: '3 of 12 tries failed', severity: 'failure' });
    expect(tallyFailures(found.samples)).toMatchObject([{ what: 'talk: reset', count: 3 }]);
  });

  test('find the address that is bad', async () => {
    const port = await serve((socket) => socket.once('data', () => socket.end(OK)));
    const machine = {
      ...QUICK.machine!,
      resolve: async (_: string, family: number) => ({ addresses: family === 4 ? ['127.0.0.1', '127.0.0.2'] : [] }),
    };
    const target = parseTarget(`http://two.example:${port}`)!;
    const found = await measureRepetition(target, { ...PLAN, count: 20 }, { ...OPTIONS, machine });
    expect(found).toMatchObject({
      finding: 'bad-address',
      summary: '127.0.0.2 fails: 10 of 10, the other address 0 of 10',
    });
  });

  test('count an answer with a server’s error as a failure, and one with a client’s not', async () => {
    const answers = ['503 Busy', '404 Not Found'];
    const port = await serve((socket) =>
      socket.once('data', () => socket.end(`HTTP/1.1 ${answers.pop()}\r\nContent-Length: 0\r\n\r\n`)),
    );
    const plan = { count: 2, intervalSeconds: 0, concurrency: 1 };
    const { samples } = await measureRepetition(parseTarget(`http://127.0.0.1:${port}`)!, plan, OPTIONS);
    expect(samples.map(({ outcome }) => outcome)).toEqual(['ok', 'status 503']);
  });

  test('are no more at once than was said, and start no sooner than was said', async () => {
    let [open, most] = [0, 0];
    const port = await serve((socket) => {
      most = Math.max(most, ++open);
      socket.once('data', () => setTimeout(() => socket.end(OK), 30));
      socket.on('end', () => open--);
    });
    const target = parseTarget(`http://127.0.0.1:${port}`)!;
    await measureRepetition(target, { count: 9, intervalSeconds: 0, concurrency: 2 }, OPTIONS);
    expect(most).toBeLessThanOrEqual(3);
    const { samples } = await measureRepetition(target, { count: 4, intervalSeconds: 0.1, concurrency: 4 }, OPTIONS);
    expect(samples.at(-1)!.at - samples[0]!.at).toBeGreaterThanOrEqual(0.28);
  });

  test('end at an interrupt with what is known', async () => {
    const port = await serve((socket) => socket.once('data', () => socket.end(OK)));
    const stop = new AbortController();
    const found = await measureRepetition(
      parseTarget(`http://127.0.0.1:${port}`)!,
      { count: 10_000, intervalSeconds: 0.02, concurrency: 1 },
      { ...OPTIONS, signal: stop.signal, onProgress: (text) => text.startsWith('5 of') && stop.abort() },
    );
    expect(found).toMatchObject({ interrupted: true, summary: 'All 5 tries worked', confidence: 'possible' });
  });

  test('of a port where nobody listens, and of impossible numbers', async () => {
    const target = parseTarget(`127.0.0.1:${await closedPort()}`)!;
    expect(await measureRepetition(target, PLAN, OPTIONS)).toMatchObject({ finding: 'never-works' });
    await expect(measureRepetition(target, { ...PLAN, count: 0 }, OPTIONS)).rejects.toThrow(RangeError);
    await expect(measureRepetition(target, { ...PLAN, concurrency: 65 }, OPTIONS)).rejects.toThrow(RangeError);
  });
});
