/**
 * A firewall that gives connections new sequence numbers changed some segments and not others: what it let pass as it was bears
 * numbers that mean nothing to the other end. Its own host sent it all the same: distance and time stamp are that host's.
 */
import type { Cause } from '../model/cause.ts';
import { closingReset, count, hints, supports } from './_evidence.ts';
import { ttlOf } from './_sender.ts';

export const cause: Cause = {
  id: 'sequence-rewriting',
  title: 'a firewall changed sequence numbers, and not in every segment',
  severity: 'failure',
  refines: ['injected-reset', 'retransmission-timeout'],
  wouldBeProvedBy: [
    'captures at both ends: the initial sequence numbers differ, and the reset has the same number at both',
    'the firewall’s settings: sequence number randomisation (Cisco ASA: set connection random-sequence-number)',
  ],
  advice: [
    'Switch off the firewall’s sequence number randomisation for these hosts: today’s systems choose numbers well themselves',
  ],
  weigh: (facts) => {
    const reset = closingReset(facts);
    if (reset?.form !== 'stray' || !reset.hasTimestamp) return undefined;
    const ttl = ttlOf(facts, reset.packets[0]);
    if (ttl?.relation !== 'same' || !ttl.steady) return undefined;
    const text = `the reset’s sequence number is far from the ${reset.from}’s, but its TTL ${ttl.ttl} and its time stamp option are that host’s own: it sent it, and the number was changed on the way, or that of all others`;
    const more = facts.reset?.filter((other) => other.from === reset.from && other !== reset).length ?? 0;
    const evidence = [supports(reset, text)];
    if (more > 0) {
      evidence.push(
        hints(
          reset,
          `${count(more, 'more reset')} answered what the other end sent on: that host no longer has the connection`,
        ),
      );
    }
    return {
      evidence,
      closer: 'middlebox',
      summary: `A firewall on the path changes sequence numbers, and let the ${reset.from}’s reset pass unchanged: the other end could not use it`,
    };
  },
};
