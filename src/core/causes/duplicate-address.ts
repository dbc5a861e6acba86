/**
 * Two hosts use one address (RFC 5227): what is meant for one reaches the other, whose kernel knows no such connection. An
 * address that moved for good is none: who had it before is not heard again.
 */
import type { Cause } from '../model/cause.ts';
import type { Evidence } from '../model/diagnosis.ts';
import { otherSide } from '../model/endpoint.ts';
import type { AddressTakenFact, Facts } from '../model/fact.ts';
import { closingReset, duration, hints, supports } from './_evidence.ts';
import { takenText } from './_resolution.ts';
import { CLOSES_AFTER_STALL, isInVain, isWhatEnded, lasted, sentTimes } from './_stall.ts';

/** What a reset or a silence looks like where nothing is known of hardware addresses. */
const LOOKS_LIKE: readonly string[] = [
  ...CLOSES_AFTER_STALL,
  'retransmission-timeout',
  'middlebox-idle-timeout',
  'inline-firewall-reset',
  'injected-reset',
  'endpoint-removal',
  'firewall-state-loss',
  'nat-mapping-loss',
];

export const cause: Cause = {
  id: 'duplicate-address',
  title: 'two hosts use the same address',
  severity: 'failure',
  behind: ['half-open-connection', 'retransmission-timeout'],
  wouldBeProvedBy: [
    'arping -D for the address from a third machine: two hardware addresses answer',
    'Wireshark’s “Duplicate IP address detected” (arp.duplicate-address-detected) in a capture of that network',
    'ip neigh on the router while it happens: the hardware address changes to and fro',
  ],
  advice: [
    'Give one of the two another address; look for the same static address outside of DHCP’s range, a cloned machine, or an old one that was switched on again',
    'If a failover is meant to move the address, see that the machine that loses it is off or gives it up',
  ],
  weigh: (facts) => {
    for (const taken of facts['address-taken'] ?? []) {
      const effect = effectOf(facts, taken);
      if (effect === undefined) continue;
      const isDuplicate = (taken.again ?? taken.already) !== undefined;
      const text = takenText(taken);
      const moved = `${text}: a second machine with this address, or one that took it over`;
      return {
        evidence: [isDuplicate ? supports(taken, `${text}: two machines have it`) : hints(taken, moved), effect],
        closer: 'middlebox',
        summary: `Another machine has the ${taken.side}’s address, too, and got what was meant for the ${taken.side}`,
        refines: isDuplicate ? LOOKS_LIKE : [],
      };
    }
    return undefined;
  },
};

/** What it did to the connection: the other machine reset it, or left it unanswered. */
function effectOf(facts: Facts, { side, beforeCloseNs }: AddressTakenFact): Evidence | undefined {
  const reset = closingReset(facts);
  if (reset !== undefined) {
    if (reset.from !== side || reset.form === 'active') return undefined;
    return hints(
      reset,
      `${duration(beforeCloseNs)} later the connection was reset from that address, with no FIN before`,
    );
  }
  const stall = facts.stall?.find(isInVain);
  if (stall === undefined || stall.side !== otherSide(side) || stall.peerHeard || !isWhatEnded(facts, stall)) {
    return undefined;
  }
  const text = `what the ${stall.side} sent ${sentTimes(stall)} over ${lasted(stall, stall.spanNs)} got no acknowledgement`;
  return hints(stall, text);
}
