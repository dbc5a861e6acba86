/** Weighing ICMP errors to a SYN, or to data in mid-connection; shared by the causes that differ only in what the error says. */
import type { Assessment } from '../model/cause.ts';
import type { Closer, Evidence } from '../model/diagnosis.ts';
import { otherSide } from '../model/endpoint.ts';
import type { Facts, IcmpFact, IcmpMeaning } from '../model/fact.ts';
import { count, excludes, hints, supports } from './_evidence.ts';
import { CLOSES_AFTER_STALL, isInVain, isWhatEnded } from './_stall.ts';

/** What refuses a connection; other errors report trouble on the way. */
const REFUSALS: readonly IcmpMeaning[] = [
  'port-unreachable',
  'protocol-unreachable',
  'host-unreachable',
  'network-unreachable',
  'admin-prohibited',
];

/** What no host says of itself: who says it in the server's name translates that address, and did not find whoever is behind. */
const OF_OTHERS: readonly IcmpMeaning[] = ['host-unreachable', 'network-unreachable'];

/** The ICMP error that refused the SYN, where one did. */
export function icmpRefusal(facts: Facts): IcmpFact | undefined {
  return facts.icmp?.find((icmp) => icmp.about === 'client' && REFUSALS.includes(icmp.meaning));
}

/** Errors that a rule makes, not a path that failed. */
const RULES: readonly IcmpMeaning[] = ['port-unreachable', 'protocol-unreachable', 'admin-prohibited'];

/** Causes that an error explains: nobody answered the SYN, or what was sent later. */
export const EXPLAINED_BY_ICMP: readonly string[] = [
  ...CLOSES_AFTER_STALL,
  'unanswered-syn',
  'retransmission-timeout',
  'middlebox-idle-timeout',
];

/**
 * An error of that meaning about a SYN that stayed unanswered, or about data that was repeated in vain ever after. Other
 * errors in mid-connection are soft (RFC 1122 §4.2.3.9): they end nothing. So is one after which the handshake went on, and
 * that it did not only the capture's silence says: no error proves anything by itself.
 */
export function weighIcmp(
  facts: Facts,
  meaning: IcmpMeaning,
  { router, own }: { readonly router: string; readonly own: string },
): Assessment | undefined {
  const ofMeaning = facts.icmp?.filter((fact) => fact.meaning === meaning) ?? [];
  const handshake = facts.handshake?.[0];
  const later = ofMeaning.find((fact) => isAboutLostData(facts, fact));
  if (later !== undefined && handshake?.stage !== 'unanswered')
    return weighLater(later, later.fromSender ? own : router);
  const icmp = ofMeaning.find((fact) => fact.about === 'client');
  if (icmp === undefined || handshake === undefined || handshake.stage === 'unseen') return undefined;
  const evidence: Evidence[] = [supports(icmp, textOf(icmp, 'the SYN'))];
  if (handshake.stage !== 'unanswered') evidence.push(excludes(handshake, 'the server answered the SYN all the same'));
  if (handshake.syns > 1) evidence.push(hints(handshake, `${count(handshake.syns, 'SYN')}, and no other answer`));
  return {
    evidence,
    closer: kernelOf(icmp) ?? 'middlebox',
    summary: `Refused by ICMP: ${icmp.fromSender ? own : router}`,
  };
}

function isAboutLostData(facts: Facts, { about, timeNs }: IcmpFact): boolean {
  const stall = facts.stall?.find(isInVain);
  return stall?.side === about && timeNs >= stall.sinceNs && isWhatEnded(facts, stall);
}

/** A path that failed is no more than that; a rule that came into force says what happened. */
function weighLater(icmp: IcmpFact, what: string): Assessment {
  const { about, meaning } = icmp;
  const isRule = RULES.includes(meaning);
  const text = `${textOf(icmp, `what the ${about} sent`)}, and none of it was acknowledged afterwards`;
  const device = isRule ? 'middlebox' : 'nobody';
  return {
    evidence: [(isRule ? supports : hints)(icmp, text)],
    closer: kernelOf(icmp, isRule) ?? device,
    summary: `From a moment on nothing of the ${about} came through: ${what}`,
  };
}

/** The end whose address it comes from. A kernel that only cannot deliver has ended nothing that is open already. */
function kernelOf(icmp: IcmpFact, endsIt = true): Closer | undefined {
  const { about, fromSender, fromTarget } = icmp;
  if (isTranslated(icmp)) return undefined;
  if (fromTarget) return `${otherSide(about)} kernel`;
  return fromSender && endsIt ? `${about} kernel` : undefined;
}

/** Errors about translated packets are translated back (RFC 5508 §4.1): they bear the address that was asked. */
export function isTranslated({ meaning, fromTarget }: IcmpFact): boolean {
  return fromTarget && OF_OTHERS.includes(meaning);
}

function textOf(icmp: IcmpFact, quoted: string): string {
  const protocol = icmp.version === 4 ? 'ICMP' : 'ICMPv6';
  const end = icmp.fromSender ? icmp.about : otherSide(icmp.about);
  const sender = icmp.fromTarget || icmp.fromSender ? `the ${end}’s own address` : `${icmp.from}, a device on the path`;
  const forwards = isTranslated(icmp)
    ? ': no host says so of itself, so it forwards to another, or a rule pretends so'
    : '';
  return `${protocol} type ${icmp.type} code ${icmp.code} quotes ${quoted}; it comes from ${sender}${forwards}`;
}
