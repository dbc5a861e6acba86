/** Collects problems: those with the same code, message and file become one with a count, and their number is bounded. */
import type { Problem } from './problem.ts';

/** Different problems kept; beyond, only their number is known. */
const LARGEST_LIST = 1000;

/** A list of problems that grows with their kinds, not with their number. */
export class ProblemList {
  readonly #problems = new Map<string, Problem>();
  #dropped = 0;

  /** Adds a problem; of equal ones the first place is kept. */
  add(problem: Problem): void {
    const key = `${problem.code}\n${problem.file ?? ''}\n${problem.message}`;
    const known = this.#problems.get(key);
    if (known !== undefined) this.#problems.set(key, { ...known, count: known.count + problem.count });
    else if (this.#problems.size < LARGEST_LIST) this.#problems.set(key, problem);
    else this.#dropped += problem.count;
  }

  /** What was collected, in order of first appearance. */
  all(): readonly Problem[] {
    const problems = [...this.#problems.values()];
    if (this.#dropped > 0) {
      problems.push({ code: 'limit-reached', message: 'More problems, of other kinds', count: this.#dropped });
    }
    return problems;
  }
}
