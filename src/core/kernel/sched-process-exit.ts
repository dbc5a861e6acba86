/** `sched:sched_process_exit`: a task ends (include/trace/events/sched.h); that it was the last of its process `group_dead` says. */
import type { Tracepoint } from './_tracepoint.ts';

export const tracepoint: Tracepoint = {
  id: 'sched-process-exit',
  event: 'sched_process_exit',
  read: (fields) => {
    const last = fields.text('group_dead');
    return { kind: 'exit', ...fields.task(), isWhole: last === undefined ? undefined : last === 'true' };
  },
};
