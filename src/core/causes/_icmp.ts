/** Weighing ICMP errors to a SYN; shared by the causes that differ only in what the error says. */
import type { Assessment } from '../model/cause.ts';
import type { Evidence } from '../model/diagnosis.ts';
import type { Facts, IcmpFact, IcmpMeaning } from '../model/fact.ts';
import { count, excludes, hints, supports } from './_evidence.ts';

/** What refuses a connection; other errors report trouble on the way. */
const REFUSALS: readonly IcmpMeaning[] = [
  'port-unreachable',
  'host-unreachable',
  'network-unreachable',
  'admin-prohibited',
];

/** The ICMP error that refused the SYN, where one did. */
export function icmpRefusal(facts: Facts): IcmpFact | undefined {
  return facts.icmp?.find((icmp) => icmp.about === 'client' && REFUSALS.includes(icmp.meaning));
}

/**
 * An error of that meaning about a SYN that stayed unanswered. Errors in mid-connection are soft (RFC 1122 §4.2.3.9):
 * they end nothing. So is one after which the handshake went on, and that it did not only the capture's silence says: no
 * error proves anything by itself.
 */
export function weighIcmp(facts: Facts, meaning: IcmpMeaning, what: string): Assessment | undefined {
  const icmp = facts.icmp?.find((fact) => fact.meaning === meaning && fact.about === 'client');
  const handshake = facts.handshake?.[0];
  if (icmp === undefined || handshake === undefined || handshake.stage === 'unseen') return undefined;
  const evidence: Evidence[] = [supports(icmp, textOf(icmp))];
  if (handshake.stage !== 'unanswered') evidence.push(excludes(handshake, 'the server answered the SYN all the same'));
  if (handshake.syns > 1) evidence.push(hints(handshake, `${count(handshake.syns, 'SYN')}, and no other answer`));
  return {
    evidence,
    closer: icmp.fromTarget ? 'server kernel' : 'middlebox',
    summary: `Refused by ICMP: ${what}`,
  };
}

function textOf(icmp: IcmpFact): string {
  const protocol = icmp.version === 4 ? 'ICMP' : 'ICMPv6';
  const sender = icmp.fromTarget ? 'the server’s own address' : `${icmp.from}, a device on the path`;
  return `${protocol} type ${icmp.type} code ${icmp.code} quotes the SYN; it comes from ${sender}`;
}
