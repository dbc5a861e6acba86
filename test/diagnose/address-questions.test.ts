/** Questions for an address: which are one row of them, which were answered, and which answers a capture would show. */
import { describe, expect, it } from 'vitest';
import { AddressQuestions } from '../../src/core/diagnose/address-questions.ts';
import { SECOND } from '../../src/core/model/time.ts';

const HOST = 2;
const ROUTER = 1;

/** Asks at these seconds. */
function ask(questions: AddressQuestions, seconds: readonly number[], asker = ROUTER, passed = false): void {
  for (const at of seconds) {
    questions.note(HOST, asker, { timeNs: at * SECOND, number: Math.round(at * 10), passed }, () => `host ${asker}`);
  }
}

describe('AddressQuestions', () => {
  it('counts what one host asks again and again, copies of one question left out', () => {
    const questions = new AddressQuestions();
    ask(questions, [1, 1.0001, 2, 3]);
    expect(questions.for(HOST)).toEqual([
      {
        asker: 'host 1',
        count: 3,
        firstNs: 1 * SECOND,
        lastNs: 3 * SECOND,
        first: 10,
        last: 30,
        answeredNs: undefined,
        answersShown: undefined,
      },
    ]);
  });

  it('begins anew for another host, after an answer and after a pause', () => {
    const questions = new AddressQuestions();
    ask(questions, [1, 2]);
    ask(questions, [2.5], 7);
    questions.noteHeard(HOST, 3 * SECOND);
    ask(questions, [4, 60]);
    expect(questions.for(HOST).map(({ asker, count, answeredNs }) => [asker, count, answeredNs])).toEqual([
      ['host 1', 2, 3 * SECOND],
      ['host 7', 1, 3 * SECOND],
      ['host 1', 1, undefined],
      ['host 1', 1, undefined],
    ]);
  });

  it('knows that answers would show: the question went out here, or others to that host were seen', () => {
    const questions = new AddressQuestions();
    ask(questions, [1], ROUTER, true);
    ask(questions, [1], 7);
    ask(questions, [1], 8);
    questions.noteAnswerTo(7);
    expect(questions.for(HOST).map(({ answersShown }) => answersShown)).toEqual(['passed', 'others', undefined]);
  });

  it('remembers the latest of many askers', () => {
    const questions = new AddressQuestions();
    for (let asker = 10; asker < 30; asker += 1) ask(questions, [asker], asker);
    expect(questions.for(HOST).map(({ asker }) => asker)).toEqual(
      Array.from({ length: 8 }, (_, i) => `host ${22 + i}`),
    );
  });
});
