/**
 * A proxy that nobody configured took the connection and answered in the server’s name; the server never saw it. One capture
 * does not show that; one made at the server does.
 */
import type { Cause } from '../model/cause.ts';
import { closingFin, closingReset, hints, supports } from './_evidence.ts';

export const cause: Cause = {
  id: 'transparent-proxy',
  title: 'a transparent proxy answered in the server’s name',
  severity: 'suspicious',
  beyondPackets: true,
  refines: [
    'normal-close',
    'half-close',
    'still-open',
    'abortive-close',
    'closed-without-response',
    'server-idle-timeout',
    'half-open-connection',
    'unread-data-at-close',
  ],
  wouldBeProvedBy: [
    'a capture on the server: it has no such connection',
    'a SYN-ACK much sooner, or from a shorter distance, than those of other ports of the same host',
  ],
  advice: ['Ask the network’s owner for a transparent proxy; try another port or network'],
  weigh: (facts) => {
    const other = facts['other-end']?.[0];
    if (other?.elsewhere !== true) return undefined;
    const closing = closingReset(facts) ?? closingFin(facts);
    const text =
      'the capture made at the server ran meanwhile and has nothing of this connection: something else answered';
    const evidence = [supports(other, text), hints(other, 'another machine with the same address looks the same')];
    return {
      evidence,
      closer: closing === undefined ? 'nobody' : closing.from === 'client' ? 'client application' : 'middlebox',
      summary: 'Something on the path answered in the server’s name: the server never saw the connection',
    };
  },
};
