/**
 * A reset that the host whose address it bears never sent: forged by a device that listens on the path (Weaver, Sommer and
 * Paxson, NDSS 2009; Clayton et al., PET 2006). What gives it away: the host goes on, the distance differs, the numbers do
 * not fit. The packets it was injected against still arrive, unlike behind an inline firewall.
 */
import type { Cause } from '../model/cause.ts';
import type { Evidence } from '../model/diagnosis.ts';
import type { Facts, ResetFact, TtlFact } from '../model/fact.ts';
import { SECOND, type TimeNs } from '../model/time.ts';
import { labelOf } from './_distance.ts';
import { closingReset, duration, excludes, hints, IDLE_MIN, speaksAgainst } from './_evidence.ts';
import { forgedEvidence } from './_forged.ts';
import { isGenuine } from './_other-end.ts';
import { ttlOf } from './_sender.ts';
import { lackOf } from './_unlike-socket.ts';
import { madeAt } from './_vantage.ts';

/** Shorter than any device's idle time-out. */
const IDLE_LONG: TimeNs = 10 * SECOND;

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
    'If it follows silence, compare that with the idle time-outs of NATs, load balancers and firewalls on the path',
  ],
  weigh: (facts) => {
    const reset = closingReset(facts);
    // A refused SYN, and resets after a close, are other matters.
    if (reset === undefined || reset.form === 'refusal' || reset.afterPeerFin) return undefined;
    const found = forgedEvidence(facts, reset);
    const ttl = ttlOf(facts, reset.packets[0]);
    const evidence =
      found.length > 0
        ? [...found, ...againstEvidence(facts, reset, ttl)]
        : [...deniedEvidence(facts, reset), ...idleEvidence(facts, reset)];
    if (evidence.length === 0) return undefined;
    return {
      evidence,
      closer: 'middlebox',
      summary: `A device on the path sent a reset in the ${reset.from}’s name; the ${reset.from} did not close`,
    };
  },
};

/**
 * Seen from the other end: a device that resets one end in the other's name makes that end's kernel deny, with a genuine
 * reset, the connection it was just using.
 */
function deniedEvidence(facts: Facts, reset: ResetFact): Evidence[] {
  const { form, from, sinceHeardNs } = reset;
  if (form !== 'passive' || sinceHeardNs === undefined || sinceHeardNs >= IDLE_MIN) return [];
  if (facts.handshake?.[0]?.stage !== 'complete') return [];
  const text = `the ${from} denies a connection on which it was heard ${duration(sinceHeardNs)} before, with no FIN`;
  return [hints(reset, `${text}: it may have got a reset that is not seen here`)];
}

/** It came in the midst of silence, and not as a socket sends it: devices that end idle connections do so to both ends. */
function idleEvidence(facts: Facts, reset: ResetFact): Evidence[] {
  const quietNs = facts.turn?.[0]?.quietNs ?? 0;
  const lack = reset.form === 'active' && quietNs >= IDLE_MIN ? lackOf(reset) : undefined;
  if (lack === undefined || isGenuine(facts, reset.from)) return [];
  return [
    hints(reset, `it came after ${duration(quietNs)} of silence, and ${lack}: a device that gives up may send it`),
  ];
}

function againstEvidence(facts: Facts, reset: ResetFact, ttl: TtlFact | undefined): Evidence[] {
  const found: Evidence[] = [];
  if (isGenuine(facts, reset.from)) {
    const isHere = madeAt(facts, reset.from) !== undefined;
    const text = isHere ? 'this capture was made there, and has it' : 'the capture made there has it, too';
    found.push(excludes(reset, `the ${reset.from} did send it: ${text}`));
  }
  const label = labelOf(facts, reset.packets[0]);
  if (label?.relation === 'same') found.push(speaksAgainst(label, 'its IPv6 flow label is the connection’s own'));
  if (ttl?.relation === 'same' && ttl.hops > 0) {
    found.push(hints(ttl, `TTL ${ttl.ttl} is that of the ${reset.from}’s other packets, as a careful forger sees to`));
  }
  const turn = facts.turn?.[0];
  if (turn !== undefined && turn.quietNs >= IDLE_LONG) {
    found.push(
      hints(turn, `nothing had been said for ${duration(turn.quietNs)}: devices end idle connections so, too`),
    );
  }
  const probes = facts.probes?.find((fact) => fact.from === reset.from && fact.unanswered > 1);
  if (probes !== undefined && ttl?.relation === 'same') {
    found.push(excludes(probes, 'the reset ends a row of keep-alive probes'));
  }
  return found;
}
