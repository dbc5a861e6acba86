/** `signal:signal_deliver`: a signal reaches the task in whose time the event happens (include/trace/events/signal.h). */
import type { Tracepoint } from './_tracepoint.ts';

export const tracepoint: Tracepoint = {
  id: 'signal-deliver',
  event: 'signal_deliver',
  read: (fields) => {
    const signal = fields.number('sig');
    if (signal === undefined || signal < 1 || signal > 64) return undefined;
    return { kind: 'signal', signal, byDefault: fields.text('sa_handler') === '0' };
  },
};
