/** `sched:sched_process_exit`: a task ends (include/trace/events/sched.h); that it was the last of its process `group_dead` says. */
import type { Tracepoint } from './_tracepoint.ts';

export const tracepoint: Tracepoint = {
  id: 'sched-process-exit',
  event: 'sched_process_exit',
  read: (fields) => {
    if (fields.text('group_dead') === 'false') return undefined;
    const pid = fields.number('pid');
    return { kind: 'exit', comm: fields.text('comm'), ...(pid === undefined ? {} : { pid }) };
  },
};
