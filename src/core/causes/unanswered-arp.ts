/** Nobody answered for the next hop’s address (ARP, neighbour discovery): the packet never leaves the last host that has it. */
import type { Cause } from '../model/cause.ts';
import type { Evidence } from '../model/diagnosis.ts';
import { otherSide, type Side } from '../model/endpoint.ts';
import type { Facts, HandshakeFact, StallFact } from '../model/fact.ts';
import { count, hints, supports } from './_evidence.ts';
import { EXPLAINED_BY_ICMP, icmpRefusal } from './_icmp.ts';
import { unresolvedOf, unresolvedText } from './_resolution.ts';
import { isInVain, isWhatEnded, lasted, sentTimes } from './_stall.ts';

export const cause: Cause = {
  id: 'unanswered-arp',
  title: 'nobody answered for the next hop’s address',
  severity: 'failure',
  refines: EXPLAINED_BY_ICMP,
  wouldBeProvedBy: [
    'ip neigh on the machine that asks: FAILED or INCOMPLETE for the address',
    'a capture on the machine that should have the address: whether the question arrives there, and whether it answers',
  ],
  advice: [
    'Find out why nobody has the address: is the machine up, is it on this network (VLAN, cable, bridge), has it lost the address, or is the address wrong',
    'If the machine is up and has it, look for what keeps ARP or neighbour discovery from it: ARP filters of switches, arp_ignore, a firewall that drops ICMPv6',
  ],
  weigh: (facts) => {
    // A router that says so has found out itself.
    if (facts.reset !== undefined || icmpRefusal(facts) !== undefined) return undefined;
    const lost = lostPackets(facts);
    const unresolved = lost && unresolvedOf(facts, lost.to);
    if (lost === undefined || unresolved === undefined) return undefined;
    const isSure = unresolved.answersShown !== undefined;
    return {
      evidence: [(isSure ? supports : hints)(unresolved, unresolvedText(unresolved)), lost.evidence],
      closer: 'nobody',
      summary: `Nobody answers for the ${lost.to}’s address on its network: what is sent to it goes nowhere`,
    };
  },
};

/** What a side repeats in vain is lost on the way to the other. */
function lostPackets(facts: Facts): { readonly to: Side; readonly evidence: Evidence } | undefined {
  const handshake = facts.handshake?.[0];
  if (handshake?.stage === 'unanswered') return { to: 'server', evidence: ofSyn(handshake) };
  const stall = facts.stall?.find(isInVain);
  if (stall === undefined || stall.peerHeard || !isWhatEnded(facts, stall)) return undefined;
  return { to: otherSide(stall.side), evidence: ofData(stall) };
}

function ofSyn(handshake: HandshakeFact): Evidence {
  return hints(handshake, `${count(handshake.syns, 'SYN')} of the client got no answer`);
}

function ofData(stall: StallFact): Evidence {
  const text = `the ${stall.side} sent the same data ${sentTimes(stall)} over ${lasted(stall, stall.spanNs)} and got no acknowledgement`;
  return hints(stall, text);
}
