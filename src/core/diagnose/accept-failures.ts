/** Failures of accept(2) in a kernel’s account by the name of the process, so that one of a moment is found among many. */
import type { AcceptFailureEvent } from '../model/witness.ts';
import { countBefore } from './in-order.ts';

/** Failures of one name that are looked at for a connection: a program without a descriptor may try again at once. */
const LOOKED_AT_MAX = 256;

/** Takes failures in order of time. */
export class AcceptFailures {
  readonly #byName = new Map<string, AcceptFailureEvent[]>();

  add(event: AcceptFailureEvent): void {
    const { comm } = event;
    if (comm === undefined) return;
    const list = this.#byName.get(comm);
    if (list === undefined) this.#byName.set(comm, [event]);
    else list.push(event);
  }

  /** Those of a process of that name between two times of the trace’s clock. */
  between(comm: string, fromSeconds: number, untilSeconds: number): AcceptFailureEvent[] {
    const list = this.#byName.get(comm) ?? [];
    const first = countBefore(list, ({ seconds }) => seconds, fromSeconds);
    return list.slice(first, first + LOOKED_AT_MAX).filter(({ seconds }) => seconds <= untilSeconds);
  }
}
