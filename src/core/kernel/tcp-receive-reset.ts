/** `tcp:tcp_receive_reset`: a socket takes a reset from its peer (include/trace/events/tcp.h). */
import type { Tracepoint } from './_tracepoint.ts';

export const tracepoint: Tracepoint = {
  id: 'tcp-receive-reset',
  event: 'tcp_receive_reset',
  read: (fields) => {
    const ends = fields.ends();
    return ends === undefined ? undefined : { kind: 'reset-received', ...ends };
  },
};
