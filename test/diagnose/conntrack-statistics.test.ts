/** What connection tracking counts: between two readings, since its start, and what is none; and what it says of a SYN. */
import { describe, expect, it } from 'vitest';
import { ANSWERED, connectionOf, diagnoseEndsWith, diagnoseWith, testimonyOf } from './testimonies.ts';

const connection = connectionOf(ANSWERED);

function reading(...failed: readonly number[]): string {
  const lines = failed.map(
    (count, cpu) =>
      `cpu=${cpu}   \tfound=3 invalid=1 insert=0 insert_failed=${count} drop=${count} early_drop=0 error=0 search_restart=2 clash_resolve=0 chaintoolong=0 \n`,
  );
  return lines.join('');
}

function factsOf(texts: Readonly<Record<string, string>>): unknown[] {
  return testimonyOf(connection, 1, texts).filter(({ kind }) => kind === 'conntrack-statistics');
}

describe('what was dropped', () => {
  it.each([
    ['between two readings', reading(1, 2) + reading(3, 5), { clashed: 5, isGrowth: true }],
    ['between the first and the last of three', reading(1) + reading(2) + reading(9), { clashed: 8, isGrowth: true }],
    ['since the start of the device', reading(1, 2), { clashed: 3, isGrowth: false }],
    ['since it was started anew', reading(7) + reading(3), { clashed: 3, isGrowth: false }],
  ])('%s', (_, statistics, expected) => {
    expect(factsOf({ statistics })).toMatchObject([expected]);
  });

  it('is nothing where the counter stands still', () => {
    expect(factsOf({ statistics: reading(4) + reading(4) })).toEqual([]);
  });

  it('is not what a chain that is too long made fail', () => {
    const statistics = `${reading(0)}${reading(4)}`.replace(/chaintoolong=0 \n$/, 'chaintoolong=4 \n');
    expect(factsOf({ statistics })).toEqual([]);
  });

  it('of two devices is what one of them says', () => {
    expect(factsOf({ one: reading(1) + reading(3), other: reading(0) + reading(9) })).toMatchObject([
      { clashed: 9, said: { file: 'other', line: 2 } },
    ]);
    // Readings of two devices are not compared.
    expect(factsOf({ one: reading(1), other: reading(9) })).toMatchObject([{ clashed: 9, isGrowth: false }]);
  });

  it.each([
    ['no processor', 'insert_failed=3 drop=3 early_drop=0'],
    ['no number', reading(1).replace('insert_failed=1', 'insert_failed=many')],
    ['another line that begins so', 'cpu=0 usage is high, insert_failed=3'],
    ['no such counter', 'cpu=0 found=1 invalid=2 ignore=3 insert=4 drop=0 early_drop=0'],
  ])('is not said by a line with %s', (_, statistics) => {
    expect(factsOf({ statistics })).toEqual([]);
  });
});

describe('a SYN without an answer', () => {
  const rows = ['0.000  C  S  mss 1460', '1.020  C  S  seq 0 mss 1460', '3.050  C  S  seq 0 mss 1460'].join('\n');
  /** Another connection, which both captures have. */
  const shared = (at: number, port: number): string =>
    [
      `client 192.0.2.1:${port} server 198.51.100.2:80`,
      `${at}.000  C  S  mss 1460`,
      `${at}.010  S  S.  mss 1460`,
      `${at}.011  C  .`,
      `${at}.100  C  F.`,
      `${at}.110  S  F.`,
      `${at}.111  C  .`,
    ].join('\n');
  /** With a number of its own, by which captures are put together. */
  const own = `client 192.0.2.1:40000 server 198.51.100.2:80\n${rows.replaceAll('mss', 'rawseq 77 mss').replaceAll('seq 0 ', '')}`;

  it('is a hint of it in one capture', () => {
    const [diagnosis] = diagnoseWith(rows, { statistics: reading(1) + reading(4) });
    expect(diagnosis?.verdict.cause).toBe('unanswered-syn');
    expect(diagnosis?.verdict.alternatives.map(({ cause }) => cause)).toContain('snat-port-exhaustion');
  });

  it.each([
    ['as many as there were SYNs', reading(1) + reading(4), 'snat-port-exhaustion'],
    ['more', reading(1) + reading(5), 'unanswered-syn'],
    ['fewer', reading(1) + reading(3), 'unanswered-syn'],
    ['as many since its start', reading(3), 'unanswered-syn'],
  ])('that did not come to the server, where %s were dropped', (_, statistics, expected) => {
    expect(diagnoseEndsWith(`${shared(0, 40_001)}\n${own}`, shared(0, 40_001), { statistics })?.verdict.cause).toBe(
      expected,
    );
  });

  it('that is known for certain to be lost is likely to be lost there', () => {
    const [before, after] = [shared(0, 40_001), shared(25, 40_002)];
    const { verdict } =
      diagnoseEndsWith(`${before}\n${own}\n${after}`, `${before}\n${after}`, { statistics: reading(1) + reading(4) }) ??
      {};
    expect(verdict).toMatchObject({ cause: 'unanswered-syn', confidence: 'certain' });
    expect(verdict?.alternatives).toMatchObject([{ cause: 'snat-port-exhaustion', confidence: 'likely' }]);
  });

  it('that came to the server was dropped by no such device', () => {
    const statistics = reading(1) + reading(4);
    expect(diagnoseEndsWith(rows, rows, { statistics })?.verdict.cause).not.toBe('snat-port-exhaustion');
  });
});
