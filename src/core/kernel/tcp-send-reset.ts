/**
 * `tcp:tcp_send_reset` (include/trace/events/tcp.h). From Linux 6.10 on it has `src`, `dest` and a reason, also where there
 * is no socket; before it has the ends of the socket. Null for the packet: it answers none. That is told of a kernel that
 * names reasons alone: the fields of the older ones say less.
 */
import type { Tracepoint } from './_tracepoint.ts';

export const tracepoint: Tracepoint = {
  id: 'tcp-send-reset',
  event: 'tcp_send_reset',
  read: (fields) => {
    const local = fields.endpoint('src');
    const remote = fields.endpoint('dest');
    const ends = local === undefined || remote === undefined ? fields.ends() : { local, remote };
    if (ends === undefined) return undefined;
    return {
      kind: 'reset-sent',
      ...ends,
      active: fields.isNull('skbaddr') || fields.text('answers') === 'nothing',
      reason: fields.text('reason')?.replace(/^SK_RST_REASON_/, ''),
      state: fields.state('state'),
    };
  },
};
