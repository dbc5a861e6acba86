/**
 * Who asked for which address, and whether somebody was heard there afterwards. A machine that is answered stops asking, but an
 * answer goes to the asker alone: only a capture that shows others of that kind, or that the question left or passed, can tell
 * that there was none.
 */
import type { HostKey } from '../bytes/host-key.ts';
import type { AddressQuestion } from '../model/resolution.ts';
import { MILLISECOND, SECOND, type TimeNs } from '../model/time.ts';
import { BoundedMap } from './bounded-map.ts';

/** Addresses asked for, and askers: as many are remembered at least, and twice as many at most. */
const ADDRESSES_MIN = 4096;
const QUESTIONS_MAX = 8;
/** Copies of one question, on several interfaces, come together; nobody repeats so soon. */
const COPY_MAX: TimeNs = 100 * MILLISECOND;
/** What is asked later than this is asked anew. */
const PAUSE_MAX: TimeNs = 30 * SECOND;

interface Asked {
  readonly askerKey: HostKey;
  readonly asker: string;
  count: number;
  readonly firstNs: TimeNs;
  readonly first: number;
  lastNs: TimeNs;
  last: number;
  answeredNs: TimeNs | undefined;
  passed: boolean;
}

/** Remembers questions by the address they are for. */
export class AddressQuestions {
  readonly #asked = new BoundedMap<HostKey, Asked[]>(ADDRESSES_MIN);
  readonly #answered = new BoundedMap<HostKey, true>(ADDRESSES_MIN);

  get isEmpty(): boolean {
    return this.#asked.size === 0;
  }

  /** Takes in a question. `passed`: the machine that captured sent it; `nameAsker` gives the asker's address as text. */
  note(
    host: HostKey,
    askerKey: HostKey,
    at: { readonly timeNs: TimeNs; readonly number: number; readonly passed: boolean },
    nameAsker: () => string,
  ): void {
    const { timeNs, number, passed } = at;
    const list = this.#asked.entry(host, makeList);
    const last = list.findLast((asked) => asked.askerKey === askerKey);
    if (last !== undefined && last.answeredNs === undefined && timeNs - last.lastNs <= PAUSE_MAX) {
      last.passed ||= passed;
      if (timeNs - last.lastNs < COPY_MAX) return;
      last.count += 1;
      last.lastNs = timeNs;
      last.last = number;
      return;
    }
    if (list.length === QUESTIONS_MAX) list.shift();
    const asker = nameAsker();
    list.push({
      askerKey,
      asker,
      count: 1,
      firstNs: timeNs,
      first: number,
      lastNs: timeNs,
      last: number,
      answeredNs: undefined,
      passed,
    });
  }

  /** Takes in that somebody was heard at the address. */
  noteHeard(host: HostKey, timeNs: TimeNs): void {
    for (const asked of this.#asked.get(host) ?? []) asked.answeredNs ??= timeNs;
  }

  /** Takes in an answer that was sent to this asker, whatever it had asked for. */
  noteAnswerTo(asker: HostKey): void {
    this.#answered.entry(asker, isTrue);
  }

  /** The questions for an address, in order of time. */
  for(host: HostKey): readonly AddressQuestion[] {
    return (this.#asked.get(host) ?? []).map(({ askerKey, passed, ...asked }) => ({
      ...asked,
      answersShown: passed ? 'passed' : this.#answered.get(askerKey) === true ? 'others' : undefined,
    }));
  }
}

function makeList(): Asked[] {
  return [];
}

function isTrue(): true {
  return true;
}
