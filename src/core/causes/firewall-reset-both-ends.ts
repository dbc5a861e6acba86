/**
 * A firewall or intrusion-prevention system on the path stopped a packet and reset both ends, each in the other's name
 * ("reset-both"). It stands in the way, unlike a device beside the path, which cannot stop the packet it objects to.
 */
import type { Assessment, Cause } from '../model/cause.ts';
import type { Evidence } from '../model/diagnosis.ts';
import { otherSide } from '../model/endpoint.ts';
import type { Facts, ResetFact } from '../model/fact.ts';
import { MILLISECOND, type TimeNs } from '../model/time.ts';
import { tooSoonText } from './_distance.ts';
import { closingReset, count, duration, hints, proves, supports } from './_evidence.ts';
import { fateOf, isGenuine } from './_other-end.ts';

/** A device sends both at once. */
const TOGETHER_MAX: TimeNs = 5 * MILLISECOND;

export const cause: Cause = {
  id: 'firewall-reset-both-ends',
  title: 'a firewall on the path reset both ends',
  severity: 'failure',
  refines: ['inline-firewall-reset', 'abortive-close'],
  wouldBeProvedBy: [
    'captures at both ends at the same time: each got a reset that the other never sent, and the packet before it did not arrive',
    'the threat log of the firewalls on the path (action reset-both)',
  ],
  advice: [
    'Look into the log of the firewall or intrusion-prevention system at this time: it names the rule',
    'Where the rule is wrong, ask for an exception for these hosts or this content',
  ],
  weigh: (facts) => {
    const reset = closingReset(facts);
    if (reset === undefined || reset.form === 'refusal' || reset.afterOwnFin || reset.afterPeerFin) return undefined;
    if (facts.handshake?.[0]?.stage === 'unanswered' || isGenuine(facts, reset.from)) return undefined;
    const evidence = [...bothEndsEvidence(facts, reset), ...togetherEvidence(facts, reset)];
    if (evidence.length === 0) return undefined;
    const tooSoon = tooSoonText(facts, reset);
    return assess(tooSoon === undefined ? evidence : [...evidence, supports(reset, tooSoon)]);
  },
};

function assess(evidence: readonly Evidence[]): Assessment {
  return {
    evidence,
    closer: 'middlebox',
    summary: 'A firewall between the two stopped a packet and sent each end a reset in the other’s name',
  };
}

/** Captures at both ends: two resets that nobody sent, and a packet that did not arrive. */
function bothEndsEvidence(facts: Facts, { from }: ResetFact): Evidence[] {
  const other = fateOf(facts, from);
  if (other?.fate !== 'born-between' || !other.resetToo) return [];
  const text = 'each end got a reset that the other never sent';
  const lost = other.undelivered.client + other.undelivered.server;
  // A device beside the path resets both as well, but what it objects to arrives.
  if (lost === 0) return [hints(other, text)];
  return [proves(other, `${text}, and ${count(lost, 'byte')} that were sent never arrived`)];
}

/** Captured on the way: a reset answers no reset, so one device made both. */
function togetherEvidence(facts: Facts, reset: ResetFact): Evidence[] {
  const back = facts.reset?.find(
    ({ from, packets }) => from === otherSide(reset.from) && packets[0] > reset.packets[0],
  );
  if (back === undefined || back.timeNs - reset.timeNs > TOGETHER_MAX) return [];
  if (back.hasAck || reset.hasAck || (back.trigger ?? 0) > reset.packets[0]) return [];
  const text = `resets in both directions within ${duration(back.timeNs - reset.timeNs)}, the second with nothing to answer`;
  return [supports(back, text)];
}
