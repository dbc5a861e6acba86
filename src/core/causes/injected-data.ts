/**
 * An answer and a FIN that the host whose address they bear never sent: a device on the path answered in its name, and the
 * host’s own packets came too late (block pages; the injected redirects of censors and of QUANTUM INSERT). The host goes on
 * from its own distance, which a host that closes does not.
 */
import type { Cause } from '../model/cause.ts';
import { closingFin, supports } from './_evidence.ts';
import { ttlOf } from './_sender.ts';

export const cause: Cause = {
  id: 'injected-data',
  title: 'a device on the path answered in the other end’s name',
  severity: 'failure',
  refines: [
    'normal-close',
    'half-close',
    'reset-after-close',
    'server-idle-timeout',
    'truncated-response',
    'retransmission-timeout',
  ],
  wouldBeProvedBy: [
    'a capture at the other end at the same time: the FIN that arrives here was never sent there',
    'the answer itself: a block page, or a redirect that the server’s log does not know',
  ],
  advice: [
    'Ask the network’s owner for a filtering or policy device on the path and its log',
    'Use TLS: an answer in plain text can be forged by anybody on the path',
  ],
  weigh: (facts) => {
    const fin = closingFin(facts);
    if (fin === undefined) return undefined;
    const ttl = ttlOf(facts, fin.packets[0]);
    if (ttl?.relation !== 'different' || ttl.reset) return undefined;
    const { from } = fin;
    const text = `the FIN came with TTL ${ttl.ttl}; before it and after it the ${from}’s packets came with ${ttl.baseline}`;
    const stalled = facts.stall?.find((stall) => stall.side !== from);
    return {
      evidence: [
        supports(ttl, text),
        ...(stalled === undefined
          ? []
          : [supports(stalled, `the ${from} did not acknowledge what it is said to have answered`)]),
      ],
      closer: 'middlebox',
      summary: `A device on the path answered and closed in the ${from}’s name; the ${from} itself had not closed`,
    };
  },
};
