import { describe, expect, it } from 'vitest';
import { KnownHosts } from '../../src/core/diagnose/known-hosts.ts';

/** More hosts than are remembered. */
const MANY = 3 * 65_536;

describe('KnownHosts', () => {
  it('knows nothing of a host it has not met', () => {
    const hosts = new KnownHosts();
    expect(hosts.ttlsOf(1)).toEqual([]);
    expect(hosts.labels(1)).toBe(false);
    expect(hosts.forwards(1)).toBe(false);
    expect(hosts.answerNsOf(1)).toBeUndefined();
  });

  it('keeps the first eight TTLs in their order, each once and none of 0', () => {
    const hosts = new KnownHosts();
    const row = hosts.entry(1);
    for (const ttl of [64, 0, 63, 64, 255, 1, 2, 3, 4, 5, 6]) hosts.noteTtl(row, ttl);
    expect(hosts.ttlsOf(1)).toEqual([64, 63, 255, 1, 2, 3, 4, 5]);
  });

  it('keeps the shortest time of an answer, and marks', () => {
    const hosts = new KnownHosts();
    const row = hosts.entry(1);
    expect(hosts.answerNsOf(1)).toBeUndefined();
    for (const answerNs of [30, 20, Number.POSITIVE_INFINITY, 40]) hosts.noteAnswer(row, answerNs);
    hosts.noteLabels(row);
    expect([hosts.answerNsOf(1), hosts.labels(1), hosts.forwards(1)]).toEqual([20, true, false]);
    hosts.noteForwarded(row);
    expect([hosts.labels(1), hosts.forwards(1)]).toEqual([true, true]);
  });

  it('keeps each mark apart', () => {
    const hosts = new KnownHosts();
    hosts.noteServiceTypeReturned(hosts.entry(1));
    expect([hosts.returnsServiceType(1), hosts.labels(1), hosts.forwards(1)]).toEqual([true, false, false]);
    hosts.noteLabels(hosts.entry(2));
    expect([hosts.returnsServiceType(2), hosts.returnsServiceType(3)]).toEqual([false, false]);
  });

  it('tells of a host that was forgotten and comes again nothing of before, nor of others', () => {
    const hosts = new KnownHosts();
    for (let host = 0; host < MANY; host += 1) {
      const row = hosts.entry(host);
      hosts.noteTtl(row, 1 + (host % 200));
      hosts.noteLabels(row);
      hosts.noteForwarded(row);
      hosts.noteAnswer(row, host);
    }
    expect(hosts.ttlsOf(MANY - 1)).toEqual([1 + ((MANY - 1) % 200)]);
    expect(hosts.ttlsOf(0)).toEqual([]);
    hosts.entry(0);
    expect([hosts.ttlsOf(0), hosts.labels(0), hosts.forwards(0), hosts.answerNsOf(0)]).toEqual([
      [],
      false,
      false,
      undefined,
    ]);
  });
});
