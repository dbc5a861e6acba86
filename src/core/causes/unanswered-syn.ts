/**
 * The SYN got no answer, or none that reached the client in time: dropped by a filter, lost, or not answered by the host
 * (RFC 9293 §3.8.1, RFC 6298).
 */
import type { Assessment, Cause } from '../model/cause.ts';
import type { Evidence } from '../model/diagnosis.ts';
import type { Facts, HandshakeFact, OtherEndFact, ResetFact } from '../model/fact.ts';
import { SECOND, type TimeNs } from '../model/time.ts';
import { blockedEvidence, blockedFrom } from './_blocked.ts';
import { dropCloser, dropEvidence, filteredFrom } from './_drops.ts';
import { count, duration, hints, proves, supports } from './_evidence.ts';
import { isSynRepeated } from './_handshake.ts';
import { icmpRefusal } from './_icmp.ts';
import { lostAnswer } from './_other-end.ts';
import { stoppedHere, stoppedHereText } from './_passage.ts';
import { shutOutOf } from './_refusal.ts';
import { ttlOf } from './_sender.ts';
import { madeAt } from './_vantage.ts';

/** Nobody gives up sooner: the first repetition comes after 1 s (RFC 6298 §2.1). */
const PATIENCE: TimeNs = 3 * SECOND;

/** So many SYNs are not all dropped by a capture that has everything else. */
const REPEATED_MIN = 3;

const IN_FIREWALL_LOGS = 'the logs of the firewalls between the two, with --log: one of them may say that it dropped';

/** The SYN came there and was answered: what is wrong is on the way back. */
const ON_THE_WAY_BACK = {
  wouldBeProvedBy: [
    'a capture at the client: no SYN-ACK there means it was lost on the way back; one there means that the client did not take it',
    'on the client: kfree_skb reasons (NETFILTER_DROP, IP_RPFILTER, TCP_MD5*) for what came from the server',
    `${IN_FIREWALL_LOGS} this SYN-ACK`,
  ],
  advice: [
    'Check the way from the server back to the client: a firewall, a route or an address translation that lets the SYN through and not its answer',
  ],
};

/** It was captured at the server: it came there. */
const AT_THE_SERVER = {
  wouldBeProvedBy: [
    'on the server: nstat TcpExtListenOverflows (a full accept queue), TcpExtIPReversePathFilter and TcpExtTCPMD5NotFound, with --log',
    'on the server: kfree_skb reasons (NETFILTER_DROP, IP_RPFILTER, TCP_MD5*), with --log',
  ],
  advice: [
    'Look at the server: a packet filter that drops (nft list ruleset), a full accept queue (ss -ltn: Recv-Q > Send-Q), another way back to the client than the one it came (ip route get)',
  ],
};

/** Nothing shows that the client still wants the connection, or ever did. */
const FROM_NOBODY = {
  wouldBeProvedBy: [
    'a capture at the client: whether it sent this SYN, whether the SYN-ACK arrives there, and whether its ACK leaves',
    `${IN_FIREWALL_LOGS} the SYN-ACK or its ACK`,
  ],
  advice: [
    'If the client is real, check the way from the server back to it, and its ACK’s way to the server',
    'If many such SYNs come, somebody floods or scans: SYN cookies keep the queue free (net.ipv4.tcp_syncookies)',
  ],
};

export const cause: Cause = {
  id: 'unanswered-syn',
  title: 'the SYN got no answer',
  severity: 'failure',
  wouldBeProvedBy: [
    'a capture on the server: no SYN there means it was dropped on the way; a SYN there means the host did not answer',
    'on the server: nstat TcpExtListenOverflows (a full accept queue drops SYNs silently), kfree_skb reasons',
    `${IN_FIREWALL_LOGS} this SYN`,
  ],
  advice: [
    'Check the firewall and security-group rules for this port between client and server: silence is what a drop rule looks like',
    'Check that the address is right and the host is up; then whether its accept queue is full (ss -ltn: Recv-Q > Send-Q)',
  ],
  weigh: (facts) => {
    const handshake = facts.handshake?.[0];
    if (handshake === undefined || facts.fin !== undefined) return undefined;
    if (handshake.stage === 'unanswered') return whereSilent(facts, handshake);
    return handshake.stage === 'answered' ? whereAnswerIsLost(facts, handshake) : undefined;
  },
};

function whereSilent(facts: Facts, handshake: HandshakeFact): Assessment | undefined {
  if (facts.reset?.some(({ from }) => from === 'server') === true || icmpRefusal(facts) !== undefined) return undefined;
  const givenUp = facts.reset?.[0];
  // Who takes back a single SYN at once had no patience, or was only looking.
  if (givenUp !== undefined && (!isSynRepeated(handshake) || isForeign(facts, givenUp))) return undefined;
  const silentNs = facts.silence?.[0]?.durationNs ?? 0;
  const isRepeated = isSynRepeated(handshake);
  const isFailed = isRepeated || handshake.tryingNs + silentNs >= PATIENCE;
  const quality = facts.quality?.[0];
  // It acknowledges what the capture lacks, or the capture has nothing of this server at all: the answer is not there to be seen.
  if (quality?.oneWay === 'client' || (quality?.serverLeftOut === true && isFailed && !isRepeated)) return undefined;
  // Whoever asks anew from the same port so soon did not wait for the answer.
  if (!isFailed && facts.silence?.[0]?.until === 'successor') return undefined;
  const answer = lostAnswer(facts);
  if (answer !== undefined) return whereAnswerVanished(facts, handshake, answer);
  const blocked = blockedFrom(facts, 'client');
  const evidence: Evidence[] = [
    (isFailed ? supports : hints)(handshake, describeSilence(handshake, silentNs, givenUp)),
    ...blockedEvidence(blocked, 'this SYN'),
  ];
  const dropped = filteredFrom(facts, 'client');
  evidence.push(...dropEvidence(dropped));
  evidence.push(...otherEndEvidence(facts, isFailed));
  const stopped = stoppedHere(facts, 'client');
  if (stopped !== undefined) {
    const why = 'a rule dropped it, there is no route, or the next hop does not answer for its address';
    evidence.push(hints(stopped, `${stoppedHereText(stopped)}: ${why}`));
  }
  const surroundings = facts.surroundings?.[0];
  if (surroundings?.serverHeard === true && isFailed) {
    evidence.push(hints(surroundings, 'the same host answers in other connections, so it is up and reachable'));
  }
  const alone = shutOutOf(facts);
  if (alone !== undefined)
    evidence.push(hints(alone.fact, `${alone.text}: its address or its path makes the difference`));
  const loop = facts.icmp?.find((icmp) => icmp.meaning === 'time-exceeded' && icmp.about === 'client');
  if (loop !== undefined) {
    const text = `${loop.from} said that its hops were used up: packets go in a circle, or a traceroute means it so`;
    evidence.push(hints(loop, text));
  }
  // Lost, dropped by a device, or ignored by the server: silence does not tell who is to blame, but the server's own capture.
  const other = facts['other-end']?.[0];
  const isLost = loop !== undefined || (other?.has === false && other.covers);
  const here = isFailed ? madeAt(facts, 'server') : undefined;
  if (here !== undefined)
    evidence.push(hints(here, 'captured at the server: the SYN came there, and no answer is seen to leave'));
  const isIgnored = other?.ignored === 'syn' || here !== undefined;
  const silent = isLost ? 'nobody' : isIgnored ? 'server kernel' : 'unknown';
  if (dropped?.isSure === true) {
    const where = dropped.at === undefined ? 'A packet filter' : 'The server’s own packet filter';
    return {
      evidence,
      closer: dropCloser(dropped),
      summary: `${where} dropped the client’s SYN, by its kernel’s account`,
    };
  }
  const where = here === undefined ? {} : AT_THE_SERVER;
  if (blocked === undefined) {
    const summary =
      here === undefined ? 'Nobody answered the client’s SYN' : 'The server did not answer the client’s SYN';
    return { ...where, evidence, closer: silent, summary };
  }
  // What came to the server was dropped on it.
  const closer = isIgnored ? 'server kernel' : 'middlebox';
  return { ...where, evidence, closer, summary: 'A firewall dropped the client’s SYN, as it says itself' };
}

/** The reset does not go with the client's SYNs. */
function isForeign(facts: Facts, { packets }: ResetFact): boolean {
  return facts['reset-numbers'] !== undefined || ttlOf(facts, packets[0])?.relation === 'different';
}

/** Seen from the client, with the server's own capture beside: the SYN got there, and the server did answer. */
function whereAnswerVanished(facts: Facts, { syns }: HandshakeFact, answer: OtherEndFact): Assessment {
  const text = 'the capture made at the server has the SYN and the server’s answer, which never came to the client';
  // One SYN-ACK gets lost; a capture that drops packets does not drop each.
  const weighed = (syns >= REPEATED_MIN ? supports : hints)(answer, text);
  const wouldBeProvedBy = [
    'captures made between the two, with --middle: how far the SYN-ACK comes',
    `${IN_FIREWALL_LOGS} this SYN-ACK`,
  ];
  return { ...whereAnswerGoesAstray(facts, [weighed]), wouldBeProvedBy };
}

/** A capture made at the server says whether the SYN got there. The answer to one that has just come may be still to come. */
function otherEndEvidence(facts: Facts, isFailed: boolean): Evidence[] {
  const other = facts['other-end']?.[0];
  if (other?.at !== 'server') return [];
  if (other.has && !isFailed) return [];
  if (other.has) return [hints(other, 'the capture made at the server has the SYN: it arrived, and was not answered')];
  if (other.covers) {
    // A capture that drops packets does not drop the same one again and again.
    const weigh = (facts.handshake?.[0]?.syns ?? 0) >= REPEATED_MIN ? proves : supports;
    return [weigh(other, 'the capture made at the server has no such SYN: it was lost on the way')];
  }
  return [hints(other, 'the capture made at the server has no such SYN, if it ran at that time')];
}

function describeSilence({ syns, tryingNs }: HandshakeFact, silentNs: TimeNs, givenUp?: ResetFact): string {
  if (givenUp !== undefined) {
    return `${count(syns, 'SYN')} and no answer; ${duration(tryingNs)} after the first the client took it back with a reset`;
  }
  const sent = syns > 1 ? `${count(syns, 'SYN')} in ${duration(tryingNs)}` : 'a SYN';
  const watched = silentNs > 0 ? ` in the ${duration(silentNs)} after` : '';
  return `${sent} and no answer${watched}`;
}

/** A client that repeats its SYN has not heard the answer. */
function whereAnswerIsLost(facts: Facts, handshake: HandshakeFact): Assessment | undefined {
  if (facts.reset !== undefined || handshake.synAcks < 2) return undefined;
  if (handshake.syns === 1) return whereNoAckComes(facts, handshake);
  const text = `the server answered ${count(handshake.synAcks, 'time')}, and the client goes on asking`;
  return whereAnswerGoesAstray(facts, [supports(handshake, text)]);
}

function whereAnswerGoesAstray(facts: Facts, evidence: readonly Evidence[]): Assessment {
  const blocked = blockedFrom(facts, 'server');
  const dropped = filteredFrom(facts, 'server');
  const all = [...evidence, ...blockedEvidence(blocked, 'this answer'), ...dropEvidence(dropped)];
  if (dropped?.isSure === true) {
    const where = dropped.at === undefined ? 'a packet filter' : 'the client’s own packet filter';
    const summary = `The server answered the SYN, and ${where} dropped its answer, by its kernel’s account`;
    return { ...ON_THE_WAY_BACK, evidence: all, closer: dropCloser(dropped), summary };
  }
  return {
    ...ON_THE_WAY_BACK,
    evidence: all,
    closer: blocked === undefined ? 'nobody' : 'middlebox',
    summary:
      blocked === undefined
        ? 'The server answered the SYN, but its answer does not reach the client'
        : 'The server answered the SYN, and a firewall dropped its answer, as it says itself',
  };
}

/** Who never acknowledges may not have asked: floods bear addresses of others. */
function whereNoAckComes(facts: Facts, handshake: HandshakeFact): Assessment {
  const text = `the server answered ${count(handshake.synAcks, 'time')}, and the client neither acknowledges nor asks again`;
  const evidence = [hints(handshake, text)];
  const silence = facts.silence?.[0];
  if (silence !== undefined) {
    evidence.push(
      hints(silence, 'its answer or the ACK is lost, or the SYN bore an address that was not its sender’s'),
    );
  }
  const summary = 'The server answered the SYN, and nothing came back';
  return { ...FROM_NOBODY, evidence, closer: 'unknown', summary };
}
