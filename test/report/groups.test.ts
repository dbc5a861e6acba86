import { describe, expect, test } from 'vitest';
import type { Diagnosis } from '../../src/core/model/diagnosis.ts';
import { maxGroups, VerdictGroups } from '../../src/core/report/groups.ts';
import { closedWell, endpoint, refused, resetWhileIdle } from '../builders/diagnoses.ts';

function gather(limit: number, diagnoses: Iterable<Diagnosis>): VerdictGroups {
  const groups = new VerdictGroups(limit);
  for (const diagnosis of diagnoses) groups.add(diagnosis);
  return groups;
}

/** Refused by the given server; the stream number tells which one it is. */
function refusedBy(port: number, stream: number): Diagnosis {
  return refused({ connection: { stream, server: endpoint('198.51.100.2', port) } });
}

function streamsShown(groups: VerdictGroups): readonly number[] {
  return groups.shown().map(({ diagnosis }) => diagnosis.connection.stream);
}

describe('VerdictGroups', () => {
  test('puts the worst first, then the most frequent', () => {
    const suspicious = resetWhileIdle({ severity: 'suspicious' });
    const groups = gather(10, [
      closedWell(),
      closedWell(),
      closedWell(),
      suspicious,
      suspicious,
      resetWhileIdle(),
      refused(),
      refused(),
    ]);
    expect(groups.count).toBe(8);
    expect(groups.sorted().map(({ severity, cause, count }) => `${count} ${severity} ${cause}`)).toEqual([
      '2 failure closed-port',
      '1 failure stale-pooled-connection',
      '2 suspicious stale-pooled-connection',
      '3 benign normal-close',
    ]);
  });

  test('keeps apart what differs in cause, closer, confidence or server', () => {
    const others = [
      refused({ verdict: { cause: 'port-scan' } }),
      refused({ verdict: { closer: 'middlebox' } }),
      refused({ verdict: { confidence: 'certain' } }),
      refused({ connection: { server: endpoint('198.51.100.2', 7005) } }),
    ];
    expect(gather(10, [refused(), ...others]).sorted()).toHaveLength(5);
  });

  test('shows the first of each group before a second of any', () => {
    const groups = gather(4, [
      refusedBy(1, 10),
      refusedBy(1, 11),
      refusedBy(1, 12),
      refusedBy(2, 20),
      refusedBy(2, 21),
      refusedBy(3, 30),
    ]);
    expect(streamsShown(groups)).toEqual([10, 20, 30, 11]);
    expect(groups.shown().map(({ ordinal }) => ordinal)).toEqual([1, 1, 1, 2]);
  });

  test.each([0, 1, 2, 5, 100])('keeps what a limit of %i needs, however late a group comes', (limit) => {
    const diagnoses = [1, 1, 1, 1, 2, 2, 2, 3, 3, 4].map((port, stream) => refusedBy(port, stream));
    const shown = streamsShown(gather(limit, diagnoses));
    expect(shown).toEqual(streamsShown(gather(Number.POSITIVE_INFINITY, diagnoses)).slice(0, limit));
    expect(shown).toHaveLength(Math.min(limit, diagnoses.length));
  });

  test('keeps few of many alike', () => {
    const groups = gather(
      10,
      Array.from({ length: 50_000 }, (_, i) => refusedBy(1, i)),
    );
    expect(groups.sorted().map(({ count, first }) => [count, first.length])).toEqual([[50_000, 10]]);
  });

  test('keeps copies, unless all are kept', () => {
    const diagnosis = refused();
    const [few] = gather(10, [diagnosis]).shown();
    expect(few?.diagnosis).toStrictEqual(diagnosis);
    expect(few?.diagnosis.verdict.evidence[0]).not.toBe(diagnosis.verdict.evidence[0]);
    const [all] = gather(Number.POSITIVE_INFINITY, [diagnosis]).shown();
    expect(all?.diagnosis).toBe(diagnosis);
  });

  test('gathers what comes after a thousand servers', () => {
    const groups = gather(
      10,
      Array.from({ length: 3000 }, (_, i) => refusedBy(1 + i, i)),
    );
    const sorted = groups.sorted();
    expect(sorted).toHaveLength(maxGroups + 1);
    expect(sorted[0]).toMatchObject({ cause: 'closed-port', count: 3000 - maxGroups });
    expect(sorted[0]).not.toHaveProperty('server');
    expect(sorted.reduce((kept, { first }) => kept + first.length, 0)).toBeLessThan(1100);
  });
});
