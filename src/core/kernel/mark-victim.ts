/** `oom:mark_victim`: the kernel chose a process to kill for want of memory (include/trace/events/oom.h). */
import type { Tracepoint } from './_tracepoint.ts';

export const tracepoint: Tracepoint = {
  id: 'mark-victim',
  event: 'mark_victim',
  read: (fields) => {
    const pid = fields.number('pid');
    return pid === undefined ? undefined : { kind: 'victim', pid, comm: fields.text('comm') };
  },
};
