/** Nobody answered for the next hop’s address (ARP, neighbour discovery): the packet never leaves the last host that has it. */
import type { Cause } from '../model/cause.ts';
import type { Evidence } from '../model/diagnosis.ts';
import { otherSide, type Side } from '../model/endpoint.ts';
import type { Facts, HandshakeFact, UnresolvedFact } from '../model/fact.ts';
import { count, hints, supports } from './_evidence.ts';
import { EXPLAINED_BY_ICMP, icmpRefusal } from './_icmp.ts';
import { unresolvedText } from './_resolution.ts';
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
    const lost = facts.reset === undefined ? lostPackets(facts) : undefined;
    if (lost === undefined) return undefined;
    const { unresolved } = lost;
    const isSure = unresolved.answersShown !== undefined;
    return {
      evidence: [(isSure ? supports : hints)(unresolved, unresolvedText(unresolved)), lost.evidence],
      closer: 'nobody',
      summary: `Nobody answers for the ${unresolved.side}’s address on its network: what is sent to it goes nowhere`,
    };
  },
};

/** What went nowhere, because nobody answers for the address that it goes to. */
interface Lost {
  readonly unresolved: UnresolvedFact;
  readonly evidence: Evidence;
}

function lostPackets(facts: Facts): Lost | undefined {
  const handshake = facts.handshake?.[0];
  if (handshake?.stage === 'unanswered') {
    // A router that says so has found out itself.
    return icmpRefusal(facts) === undefined ? (lostSyn(facts, handshake) ?? heldAnswer(facts, handshake)) : undefined;
  }
  if (handshake?.stage === 'answered') return lostAnswer(facts, handshake);
  const stall = facts.stall?.find(isInVain);
  if (stall === undefined || stall.peerHeard || !isWhatEnded(facts, stall)) return undefined;
  const text = `the ${stall.side} sent the same data ${sentTimes(stall)} over ${lasted(stall, stall.spanNs)} and got no acknowledgement`;
  return lostTo(facts, otherSide(stall.side), hints(stall, text));
}

function lostSyn(facts: Facts, handshake: HandshakeFact): Lost | undefined {
  return lostTo(facts, 'server', hints(handshake, `${count(handshake.syns, 'SYN')} of the client got no answer`));
}

/** The server wanted to answer: only so does it ask who has the client’s address. */
function heldAnswer(facts: Facts, handshake: HandshakeFact): Lost | undefined {
  const lost = lostTo(facts, 'client', hints(handshake, 'the SYN came, and its answer never left the server'));
  return lost?.unresolved.byPeer === true ? lost : undefined;
}

function lostAnswer(facts: Facts, handshake: HandshakeFact): Lost | undefined {
  const text = `the server answered ${count(handshake.synAcks, 'time')}, and the client never acknowledged`;
  return lostTo(facts, 'client', hints(handshake, text));
}

function lostTo(facts: Facts, side: Side, evidence: Evidence): Lost | undefined {
  const unresolved = facts.unresolved?.find((fact) => fact.side === side);
  return unresolved && { unresolved, evidence };
}
