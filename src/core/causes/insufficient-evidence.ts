/** The ending is seen, but nothing captured says why: said plainly, with what to capture next. */
import type { Cause } from '../model/cause.ts';
import { closingFin, closingReset, first, hints } from './_evidence.ts';

export const cause: Cause = {
  id: 'insufficient-evidence',
  title: 'the capture does not show why',
  severity: 'suspicious',
  fallback: true,
  wouldBeProvedBy: [
    'a capture at the other end, over the same time',
    'on the host that closed: kernel events tcp_send_reset and its service’s log',
  ],
  advice: ['Capture at both ends, starting before the connection does (tcpdump --immediate-mode -s 0)'],
  weigh: (facts) => {
    const close = closingReset(facts) ?? closingFin(facts) ?? first(facts, 'silence');
    if (close === undefined) return undefined;
    return {
      evidence: [hints(close, 'no listed cause explains this ending better')],
      closer: 'unknown',
      summary: 'The ending was captured, but nothing in the capture says why',
    };
  },
};
