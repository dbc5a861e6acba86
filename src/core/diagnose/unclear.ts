/** What the packets show of the ending that the verdict does not explain. */
import { duration } from '../causes/_evidence.ts';
import type { Verdict } from '../model/diagnosis.ts';
import type { Facts, IcmpFact, IcmpMeaning, QualityFact } from '../model/fact.ts';

/** They say that a packet did not arrive. */
const UNDELIVERED: readonly IcmpMeaning[] = [
  'port-unreachable',
  'protocol-unreachable',
  'host-unreachable',
  'network-unreachable',
  'admin-prohibited',
  'time-exceeded',
];

/** What is said beside the verdict. */
export function unclearOf(facts: Facts, verdict: Verdict): readonly string[] {
  const jump = facts.quality?.[0]?.clockJump;
  const undelivered = facts.icmp?.filter(
    (icmp) =>
      UNDELIVERED.includes(icmp.meaning) && !isCited(verdict, icmp) && facts.handshake?.[0]?.stage !== 'unanswered',
  );
  return [...(jump === undefined ? [] : [jumpText(jump)]), ...(undelivered ?? []).map(undeliveredText)];
}

function isCited({ evidence }: Verdict, { packets }: IcmpFact): boolean {
  return evidence.some((piece) => piece.packets.some((number) => packets.includes(number)));
}

/** An error about an established connection is a soft one: the verdict may be right all the same. */
function undeliveredText({ from, type, code, about, packets }: IcmpFact): string {
  return `${from} said by ICMP (type ${type}, code ${code}; packet ${packets[0]}) that it could not deliver what the ${about} had sent: that ends no connection by itself (RFC 1122 §4.2.3.9), and may be why nothing more came`;
}

function jumpText({ number, backNs }: NonNullable<QualityFact['clockJump']>): string {
  return `packet ${number} has a time ${duration(backNs)} before that of the packet in front of it: the clock of the capture was set, or there are several, and nothing said of times is sure`;
}
