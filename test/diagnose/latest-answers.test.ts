import { describe, expect, it } from 'vitest';
import { LatestAnswers } from '../../src/core/diagnose/latest-answers.ts';

const answered = { clientKey: 1, serverKey: 2, serverPort: 80, startNs: 10, servedNs: 20 };

describe('LatestAnswers', () => {
  it('knows nothing of whom it has not met', () => {
    const answers = new LatestAnswers();
    expect(answers.saidAfter(2, 80, Number.NEGATIVE_INFINITY)).toBe(false);
    expect(answers.beganAfter(1, 2, Number.NEGATIVE_INFINITY)).toBe(false);
  });

  it('keeps the latest of a service and of two hosts, whatever came first', () => {
    const earlier = { ...answered, serverPort: 81, startNs: 5, servedNs: 90 };
    for (const order of [
      [answered, earlier],
      [earlier, answered],
    ]) {
      const answers = new LatestAnswers();
      for (const one of order) answers.note(one);
      expect([answers.saidAfter(2, 80, 19), answers.saidAfter(2, 80, 20), answers.saidAfter(2, 81, 89)]).toEqual([
        true,
        false,
        true,
      ]);
      expect([answers.beganAfter(1, 2, 9), answers.beganAfter(1, 2, 10), answers.beganAfter(2, 1, 0)]).toEqual([
        true,
        false,
        false,
      ]);
    }
  });

  it('takes nothing from a server that has said nothing', () => {
    const answers = new LatestAnswers();
    answers.note({ ...answered, servedNs: Number.NEGATIVE_INFINITY });
    expect(answers.beganAfter(1, 2, 0)).toBe(false);
  });

  it('says of a pair whose place another took over nothing, and of a service no earlier time', () => {
    const answers = new LatestAnswers();
    answers.note(answered);
    for (let key = 3; key < 100_000; key += 1)
      answers.note({ ...answered, clientKey: key, serverKey: key, startNs: 11 });
    expect(answers.beganAfter(1, 2, 0)).toBe(false);
    expect(answers.saidAfter(2, 80, 19)).toBe(true);
  });
});
