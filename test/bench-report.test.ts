/** What the bench makes of its measurements: medians of ratios round by round, and targets that can be missed. */
import { describe, expect, test } from 'vitest';
import { findMedian } from '../bench/measure.mjs';
import { Results } from '../bench/plan.mjs';
import { findDisturbed, renderSection, renderTargets } from '../bench/report.mjs';

type Job = Parameters<Results['add']>[0];

const whyclosed: Job = { program: 'whyclosed', capture: 'main' };
const tcptrace: Job = { program: 'tcptrace', capture: 'main' };
const tshark: Job = { program: 'tshark', capture: 'small' };

function capture(packets: number): { path: string; bytes: number; packets: number; connections: number } {
  return { path: '', bytes: packets * 100, packets, connections: 5_000 };
}

function resultsOf(...measured: readonly (readonly [Job, ...(readonly number[])])[]): Results {
  const results = new Results(
    new Map([
      ['main', capture(1e7)],
      ['small', capture(1e6)],
    ]),
  );
  for (const [job, ...seconds] of measured) {
    for (const wallSeconds of seconds) results.add(job, { wallSeconds, cpuSeconds: wallSeconds, peakBytes: 60e6 });
  }
  return results;
}

function verdictOf(text: string, title: string): string | undefined {
  return text
    .split('\n')
    .find((line) => line.includes(title))
    ?.split('|')
    .at(-2)
    ?.trim();
}

describe('ratios', () => {
  test('are taken round by round, so that a slow spell of the machine does not count', () => {
    const results = resultsOf([tcptrace, 10, 40, 11], [whyclosed, 1, 4, 1]);
    expect(results.ratio(tcptrace, whyclosed, 'wallSeconds')).toBe(10);
  });

  test('are packet by packet where captures differ', () => {
    const results = resultsOf([tshark, 6], [whyclosed, 1.5]);
    expect(results.ratio(tshark, whyclosed, 'wallSeconds')).toBe(40);
  });

  test('of nothing are not there', () => {
    expect(resultsOf([whyclosed, 1]).ratio(tcptrace, whyclosed, 'wallSeconds')).toBeUndefined();
  });

  test.each([
    [[3, 1, 2], 2],
    [[4, 1, 2, 3], 2.5],
    [[7], 7],
  ])('the median of %j is %d', (values, median) => {
    expect(findMedian(values)).toBe(median);
  });
});

describe('targets', () => {
  test('are met at the bound', () => {
    expect(verdictOf(renderTargets(resultsOf([tcptrace, 6], [whyclosed, 1]), 'wallSeconds').text, "tcptrace's")).toBe(
      'met',
    );
  });

  test('are missed just below it', () => {
    const { text, met } = renderTargets(resultsOf([tcptrace, 5.9], [whyclosed, 1]), 'wallSeconds');
    expect(verdictOf(text, "tcptrace's")).toBe('**missed**');
    expect(met).toBe(false);
  });

  test('are judged by processor time where asked to', () => {
    const results = resultsOf([whyclosed, 1]);
    results.add(tcptrace, { wallSeconds: 10, cpuSeconds: 5, peakBytes: 0 });
    expect(verdictOf(renderTargets(results, 'wallSeconds').text, "tcptrace's")).toBe('met');
    expect(verdictOf(renderTargets(results, 'cpuSeconds').text, "tcptrace's")).toBe('**missed**');
  });

  test('are not met where they were not measured', () => {
    const { text, met } = renderTargets(resultsOf([tcptrace, 60], [whyclosed, 1]), 'wallSeconds');
    expect(verdictOf(text, "tshark's")).toBe('not measured');
    expect(met).toBe(false);
  });
});

test('a table says what is compared with what', () => {
  const section = { title: 'Side by side', rows: 'program' as const, jobs: [whyclosed, tcptrace, tshark] };
  const table = renderSection(section, resultsOf([whyclosed, 1], [tshark, 4]), new Map());
  expect(table).toContain('| whyclosed | 10,000,000 | 5,000 | 1.00 s |    1.00 s |   100 ns | 1.00 GB/s |');
  expect(table).toContain('| tshark    |  1,000,000 | 5,000 | 4.00 s |    4.00 s |  4000 ns | 0.03 GB/s |');
  expect(table).not.toContain('tcptrace');
  expect(table).toContain('compared packet by packet');
});

test('a busy machine is found out, a quiet one is not', () => {
  const busy = resultsOf();
  busy.add(tcptrace, { wallSeconds: 10, cpuSeconds: 7, peakBytes: 0 });
  expect(findDisturbed([tcptrace], busy)).toEqual([tcptrace]);
  expect(findDisturbed([tcptrace], resultsOf([tcptrace, 10]))).toEqual([]);
});
