import { describe, expect, it } from 'vitest';
import { AttemptsMade } from '../../src/core/diagnose/attempts-made.ts';

const PAIR = 7;

function gather(...made: readonly (readonly [port: number, isAnswered: boolean, startNs: number])[]): AttemptsMade {
  const attempts = new AttemptsMade();
  for (const [port, isAnswered, startNs] of made) attempts.note(PAIR, port, isAnswered, startNs);
  return attempts;
}

describe('AttemptsMade', () => {
  it('counts a port once, and one that ever answered as open', () => {
    expect(gather().of(PAIR)).toEqual({ count: 0, failed: 0, spanNs: 0 });
    expect(gather([80, false, 5]).of(PAIR)).toEqual({ count: 1, failed: 1, spanNs: 0 });
    expect(gather([80, false, 5], [80, true, 9]).of(PAIR)).toEqual({ count: 1, failed: 0, spanNs: 4 });
    expect(gather([80, true, 5], [80, false, 9]).of(PAIR)).toEqual({ count: 1, failed: 0, spanNs: 4 });
  });

  it('counts further ports', () => {
    const attempts = gather([80, true, 5], [443, false, 6], [22, false, 8], [443, true, 7], [80, true, 9]);
    expect(attempts.of(PAIR)).toEqual({ count: 3, failed: 1, spanNs: 4 });
  });

  it('counts no more ports than it keeps', () => {
    const attempts = new AttemptsMade();
    for (let port = 1; port <= 5000; port += 1) attempts.note(PAIR, port, port > 1000, port);
    expect(attempts.of(PAIR)).toEqual({ count: 1024, failed: 1000, spanNs: 4999 });
  });

  it('tells of a pair that was forgotten and comes again nothing of before, nor of others', () => {
    const attempts = new AttemptsMade();
    const many = 3 * 32_768;
    for (let pair = 0; pair < many; pair += 1) {
      attempts.note(pair, 80, true, 1);
      attempts.note(pair, 443, true, 2);
    }
    expect(attempts.of(0).count).toBe(0);
    attempts.note(0, 22, false, 9);
    expect(attempts.of(0)).toEqual({ count: 1, failed: 1, spanNs: 0 });
    expect(attempts.of(many - 1)).toEqual({ count: 2, failed: 0, spanNs: 1 });
  });
});
