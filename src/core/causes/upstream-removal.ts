/** A proxy closed because the server behind it went away in the middle: taken out of service, marked down, killed. */
import type { Cause } from '../model/cause.ts';
import type { Facts } from '../model/fact.ts';
import { closingFin, closingReset, hints } from './_evidence.ts';
import { closerBy, senderEvidence } from './_sender.ts';
import { logOf, SAID_LESS, withLog } from './_witness.ts';

export const cause: Cause = {
  id: 'upstream-removal',
  title: 'a proxy gave up the server behind it',
  severity: 'failure',
  behind: ['truncated-response'],
  wouldBeProvedBy: [
    'the proxy’s log (HAProxy D, K or U as the first letter of the termination state, “Server … is DOWN”)',
    'a deployment or a failed health check at that moment',
  ],
  advice: [
    'Drain a server before it is taken out: let it finish what it answers',
    'If a health check took it out, see whether its limits fit a server that is busy',
  ],
  weigh: withLog(
    {
      meanings: ['upstream-down'],
      isTold: wasEnded,
      refines: [...SAID_LESS, 'administrative-termination'],
      summary: 'The proxy gave up the server behind it while that answered',
    },
    (facts) => {
      const missing = facts['missing-bytes']?.[0];
      const close = closingReset(facts) ?? closingFin(facts);
      if (missing === undefined || close?.from !== 'server') return undefined;
      const [packet] = close.packets;
      return {
        evidence: [
          hints(missing, 'an answer ended in the middle, as a proxy’s does when the server behind it is taken out'),
          ...senderEvidence(facts, 'server', packet).filter(({ weight }) => weight !== 'hints'),
        ],
        closer: closerBy(facts, 'server', packet),
        summary: 'If the server is a proxy, the server behind it may have been taken out while it answered',
      };
    },
  ),
};

/** A proxy that ends the sessions of a server which it takes out writes of each that it was ended. */
function wasEnded(facts: Facts): boolean {
  return logOf(facts, 'terminated')?.by === 'connection';
}
