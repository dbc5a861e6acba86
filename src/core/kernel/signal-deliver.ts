/** `signal:signal_deliver`: a signal reaches the task in whose time the event happens (include/trace/events/signal.h). */
import { ENDS_NOTHING } from './_signals.ts';
import type { Tracepoint } from './_tracepoint.ts';

/** kill() of a process. */
const SI_USER = 0;
/** tgkill(), as raise() and abort() use it. */
const SI_TKILL = -6;
/** SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGSYS. */
const FAULTS: ReadonlySet<number> = new Set([4, 5, 6, 7, 8, 11, 31]);

export const tracepoint: Tracepoint = {
  id: 'signal-deliver',
  event: 'signal_deliver',
  read: (fields) => {
    const signal = fields.number('sig');
    if (signal === undefined || signal < 1 || signal > 64) return undefined;
    const code = fields.number('code') ?? SI_USER;
    const isFault = code > 0 || code === SI_TKILL;
    return {
      kind: 'signal',
      signal,
      byDefault: fields.text('sa_handler') === '0' && !ENDS_NOTHING.has(signal),
      sentBy: isFault && FAULTS.has(signal) ? 'fault' : 'process',
    };
  },
};
