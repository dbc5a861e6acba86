/** `sock:inet_sock_set_state`: a socket changes its state (include/trace/events/sock.h). */
import type { Tracepoint } from './_tracepoint.ts';

export const tracepoint: Tracepoint = {
  id: 'inet-sock-set-state',
  event: 'inet_sock_set_state',
  read: (fields) => {
    const protocol = fields.text('protocol');
    if (protocol !== undefined && protocol !== 'IPPROTO_TCP' && protocol !== 'IPPROTO_MPTCP') return undefined;
    const ends = fields.ends();
    const from = fields.state('oldstate');
    const to = fields.state('newstate');
    if (ends === undefined || from === undefined || to === undefined) return undefined;
    return { kind: 'state', ...ends, from, to };
  },
};
