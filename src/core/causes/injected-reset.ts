/**
 * A reset that the host whose address it bears never sent: forged by a device that listens on the path (Weaver, Sommer and
 * Paxson, NDSS 2009; Clayton et al., PET 2006). What gives it away: the host goes on, the distance differs, the numbers do
 * not fit. The packets it was injected against still arrive, unlike behind an inline firewall.
 */
import type { Cause } from '../model/cause.ts';
import type { Evidence } from '../model/diagnosis.ts';
import type { AliveFact, Facts, ResetFact, TtlFact } from '../model/fact.ts';
import { duration, excludes, first, hints, proves, speaksAgainst, supports } from './_evidence.ts';
import { ttlOf } from './_sender.ts';

export const cause: Cause = {
  id: 'injected-reset',
  title: 'a device on the path forged the reset',
  severity: 'failure',
  wouldBeProvedBy: [
    'a capture at the other end at the same time: a reset that arrives here and was never sent there was born between',
    'whether it happens only with certain names, addresses or contents',
  ],
  advice: [
    'Ask the network’s owner for an intrusion-prevention, filtering or policy device on the path and its log',
    'Try the same request over another network',
  ],
  weigh: (facts) => {
    const reset = suspect(facts);
    if (reset === undefined) return undefined;
    const ttl = ttlOf(facts, reset.packets[0]);
    const alive = facts['alive-after-reset']?.find((fact) => fact.from === reset.from);
    const evidence = [
      ...aliveEvidence(alive, ttl, reset),
      ...numbersEvidence(facts, reset),
      ...distanceEvidence(facts, reset, ttl),
    ];
    if (evidence.length === 0) return undefined;
    return {
      evidence,
      closer: 'middlebox',
      summary: `A device on the path sent a reset in the ${reset.from}’s name; the ${reset.from} did not close`,
    };
  },
};

/** The reset that ended it; a refused SYN and resets after a proper close are other matters. */
function suspect(facts: Facts): ResetFact | undefined {
  return facts.reset?.find((reset) => reset.form !== 'refusal' && !reset.afterOwnFin && !reset.afterPeerFin);
}

function aliveEvidence(alive: AliveFact | undefined, ttl: TtlFact | undefined, reset: ResetFact): Evidence[] {
  if (alive === undefined) return [];
  const text = `the ${reset.from} sent on ${duration(alive.afterNs)} after “its” reset`;
  if (!alive.notReordered) return [hints(alive, `${text}, which reordering could explain`)];
  const found: Evidence[] = [supports(alive, `${text}: a host that resets has nothing left to send from`)];
  if (alive.otherTtl && ttl?.relation === 'different') {
    found.push(
      proves(alive, `and with TTL ${ttl.baseline}, where the reset had ${ttl.ttl}: two senders used one name`),
    );
  } else if (reset.form === 'stray') {
    found.push(proves(alive, 'and the reset’s numbers were not the host’s own'));
  }
  if (!alive.gotTrigger && reset.form === 'passive') {
    found.push(hints(alive, 'it had not received what the reset answered'));
  }
  return found;
}

function numbersEvidence(facts: Facts, reset: ResetFact): Evidence[] {
  const found: Evidence[] = [];
  if (reset.form === 'stray') {
    found.push(
      supports(reset, 'its sequence number is neither the sender’s next nor one it was asked for (RFC 9293 §3.5.2)'),
    );
  }
  for (const numbers of facts['reset-numbers'] ?? []) {
    if (numbers.from !== reset.from) continue;
    if (numbers.rule === 'sequence-change') {
      found.push(supports(numbers, 'a second reset guesses a sequence number ahead of everything sent'));
    } else {
      found.push(hints(numbers, 'more resets than segments they could answer'));
    }
  }
  return found;
}

function distanceEvidence(facts: Facts, reset: ResetFact, ttl: TtlFact | undefined): Evidence[] {
  const found: Evidence[] = [];
  if (ttl?.relation === 'different') {
    found.push(supports(ttl, `TTL ${ttl.ttl}, but the ${reset.from}’s other packets arrive with ${ttl.baseline}`));
  }
  const label = facts['flow-label']?.find((fact) => fact.packets[0] === reset.packets[0]);
  if (label?.relation === 'zero') {
    found.push(supports(label, 'IPv6 flow label 0, although this host labels its other packets'));
  } else if (label?.relation === 'same') {
    found.push(speaksAgainst(label, 'its IPv6 flow label is the connection’s own'));
  }
  if (found.length > 0 && ttl?.relation === 'same' && ttl.hops > 0) {
    found.push(speaksAgainst(ttl, `TTL ${ttl.ttl} is that of the ${reset.from}’s other packets`));
  }
  const probes = first(facts, 'probes');
  if (probes !== undefined && probes.unanswered > 1 && probes.from === reset.from && ttl?.relation === 'same') {
    found.push(excludes(probes, 'the reset ends a row of keep-alive probes'));
  }
  return found;
}
