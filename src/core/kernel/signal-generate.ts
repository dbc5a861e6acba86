/**
 * `signal:signal_generate`: the task in whose time the event happens, or the kernel, sends a signal
 * (include/trace/events/signal.h). Only here stands which signal ended a process that does not handle it: delivered is
 * SIGKILL, whatever it was.
 */
import { ENDS_NOTHING } from './_signals.ts';
import type { Tracepoint } from './_tracepoint.ts';

/** `TRACE_SIGNAL_IGNORED`: it went nowhere. */
const IGNORED = 1;

export const tracepoint: Tracepoint = {
  id: 'signal-generate',
  event: 'signal_generate',
  read: (fields) => {
    const signal = fields.number('sig');
    const target = fields.task();
    if (signal === undefined || signal < 1 || signal > 64 || target === undefined) return undefined;
    if (fields.number('res') === IGNORED || ENDS_NOTHING.has(signal)) return undefined;
    return {
      kind: 'signal-sent',
      signal,
      toComm: target.comm,
      toPid: target.pid,
      // SI_USER, SI_QUEUE, SI_TKILL: somebody's call; above, the kernel's own (SI_KERNEL, faults).
      sentBy: (fields.number('code') ?? 1) <= 0 ? 'process' : 'kernel',
    };
  },
};
