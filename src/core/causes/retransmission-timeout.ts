/**
 * A side repeated its data until it gave up (RFC 9293 §3.8.3; Linux tcp_retries2, TCP_USER_TIMEOUT). Linux then sends
 * nothing at all; BSD and Windows stacks may send a reset that nobody hears.
 */
import type { Assessment, Cause } from '../model/cause.ts';
import type { Closer, Evidence } from '../model/diagnosis.ts';
import type { Facts, KernelDropFact, ResetFact, StallFact } from '../model/fact.ts';
import { SECOND } from '../model/time.ts';
import { blockedDuring, blockedEvidence } from './_blocked.ts';
import { dropCloser, dropEvidence, filteredFrom } from './_drops.ts';
import { closingFin, closingReset, count, duration, hints, supports } from './_evidence.ts';
import { stoppedHere, stoppedHereText } from './_passage.ts';
import {
  aftermath,
  CLOSES_AFTER_STALL,
  idleBefore,
  isInVain,
  isLostAnswer,
  isWhatEnded,
  lasted,
  sentTimes,
} from './_stall.ts';
import { madeAt } from './_vantage.ts';

/** The data came to a host that does not answer it. */
const AT_THE_HOST = {
  wouldBeProvedBy: [
    'on the host that does not answer: kfree_skb reasons (NETFILTER_DROP and others), with --log',
    'on the same host: whether it still has the address (ip addr), and whether it was alive then',
  ],
  advice: [
    'Look at the host that does not answer: a packet filter of its own that drops what comes in, an address it has lost, another way out that its answers take',
  ],
};

/** Headers of IPv4 and TCP without options (RFC 9293 §3.7.1). */
const HEADERS_MIN = 40;
const SEGMENT_MAX = 1460;

export const cause: Cause = {
  id: 'retransmission-timeout',
  title: 'data was repeated and never acknowledged',
  severity: 'failure',
  refines: CLOSES_AFTER_STALL,
  wouldBeProvedBy: [
    'a capture at the other end: whether the repeated segments arrive there, and whether it answers',
    'nstat TcpExtTCPTimeouts on the sending host; its application sees ETIMEDOUT',
  ],
  advice: [
    'Find where the packets are lost: capture at both ends, or ping and traceroute at the time',
    'If it happens after silence, suspect a NAT, firewall or load balancer that forgot the connection: keep it alive more often',
  ],
  weigh: (facts) => {
    const stall = facts.stall?.find(isInVain);
    if (stall === undefined) return undefined;
    if (!isWhatEnded(facts, stall)) return undefined;
    const isFinAlone = stall.payloadLength === 0;
    // Who has sent a FIN of its own knows of the other's, or closed at the same time.
    if (isFinAlone && (facts.reset !== undefined || facts.fin?.length !== 1)) return undefined;
    const reset = closingReset(facts);
    const peer = stall.side === 'client' ? 'server' : 'client';
    const text = `the ${stall.side} sent ${isFinAlone ? 'its FIN' : 'the same data'} ${sentTimes(stall)} over ${lasted(stall, stall.spanNs)} and got no acknowledgement`;
    const blocked = blockedDuring(facts, stall);
    const dropped = filteredFrom(facts, stall.side);
    const evidence = [
      supports(stall, text),
      ...blockedEvidence(blocked, `what the ${stall.side} sent`),
      ...dropEvidence(dropped),
    ];
    const arrived = arrivalOf(facts, stall);
    if (arrived !== undefined) evidence.push(arrived);
    const quality = facts.quality?.[0];
    if (quality?.oneWay !== undefined) {
      // Had one reached the sender, it would not have gone on.
      evidence.push(hints(quality, 'the other direction was not captured: whether anything came back does not show'));
    }
    if (stall.peerHeard) {
      evidence.push(
        hints(stall, `the ${peer} was heard meanwhile, but did not acknowledge it: the way to it is broken`),
      );
    }
    const refused = refusedCopy(facts, stall);
    if (refused !== undefined) {
      const text = `the ${peer}’s kernel, which no longer knew the connection, answered packet ${refused.trigger} with a reset`;
      evidence.push(hints(refused, text));
    }
    const stopped = stoppedHere(facts, stall.side);
    if (stopped !== undefined) evidence.push(hints(stopped, stoppedHereText(stopped)));
    const router = facts.icmp?.find((icmp) => icmp.about === stall.side && icmp.meaning !== 'packet-too-big');
    if (router !== undefined) {
      const said = `${router.from} said by ICMP (type ${router.type}, code ${router.code}) that it could not deliver`;
      evidence.push(hints(router, said));
    }
    evidence.push(...tooBigEvidence(facts, stall));
    const fin = closingFin(facts);
    const isAnswer = fin !== undefined && isLostAnswer(facts, stall, fin);
    if (isAnswer)
      evidence.push(hints(fin, 'the client had closed its side right behind its request: it may wait for this'));
    else if (!isFinAlone) evidence.push(...aftermath(facts, stall));
    const silence = facts.silence?.[0];
    if (silence !== undefined && silence.durationNs > 0 && reset === undefined) {
      evidence.push(hints(silence, `then nothing more for ${duration(silence.durationNs)}`));
    }
    return {
      evidence,
      closer:
        blocked !== undefined ? 'middlebox' : reset === undefined ? closerOf(facts, stall) : `${stall.side} kernel`,
      summary: summarise(stall, facts, blocked !== undefined),
      ...(arrived === undefined || blocked !== undefined ? {} : whereIgnored(stall, reset)),
      ...whereFiltered(stall, dropped),
      // What was to be said had been said, and acknowledged; or the client may have wanted no answer.
      ...(isFinAlone || isAnswer ? { severity: 'suspicious' } : {}),
    };
  },
};

/** A capture made at the other end has the copies, and nothing that left there after them. */
function arrivalOf(facts: Facts, stall: StallFact): Evidence | undefined {
  const peer = stall.side === 'client' ? 'server' : 'client';
  const other = facts['other-end']?.[0];
  if (other?.heardInVain === stall.side) {
    return supports(
      other,
      `the capture made at the ${peer} has these copies: they arrived, and nothing left there after them`,
    );
  }
  const here = madeAt(facts, peer);
  if (here === undefined || stall.peerHeard || facts.quality?.[0]?.oneWay !== undefined) return undefined;
  return supports(here, `captured at the ${peer}: these copies arrived there, and nothing left after them`);
}

/** It came to the host, which neither acknowledged it nor said anything else. */
function whereIgnored(stall: StallFact, reset: ResetFact | undefined): Partial<Assessment> {
  const peer = stall.side === 'client' ? 'server' : 'client';
  const summary = `The ${stall.side}’s data reached the ${peer}, whose host did not acknowledge it: repeated for ${lasted(stall, stall.spanNs)} without effect`;
  return { ...AT_THE_HOST, summary, ...(reset === undefined ? { closer: `${peer} kernel` } : {}) };
}

/** A packet filter dropped each copy, as its kernel says. */
function whereFiltered(
  stall: StallFact,
  dropped: KernelDropFact | undefined,
): Pick<Assessment, 'closer' | 'summary'> | undefined {
  if (dropped?.isSure !== true) return undefined;
  const where = dropped.at === undefined ? 'A packet filter' : `The ${dropped.at}’s own packet filter`;
  const summary = `${where} dropped what the ${stall.side} sent, by its kernel’s account: repeated for ${lasted(stall, stall.spanNs)} without effect`;
  return { closer: dropCloser(dropped), summary };
}

/** A router says how large a packet may be, and the sender repeats what is larger: its kernel does not get to know. */
function tooBigEvidence(facts: Facts, { side, payloadLength }: StallFact): Evidence[] {
  const icmp = facts.icmp?.find(({ about, meaning }) => about === side && meaning === 'packet-too-big');
  const { mtu } = icmp ?? {};
  if (icmp === undefined || mtu === undefined || mtu === 0 || payloadLength + HEADERS_MIN <= mtu) return [];
  // What is larger than any segment of an Ethernet the network card cuts up, maybe as told.
  if (payloadLength > SEGMENT_MAX) return [];
  const text = `${icmp.from} said by ICMP that no more than ${count(mtu, 'byte')} fit, and the ${side} sent the same ${count(payloadLength, 'byte')} again: it does not heed that, or did not hear of it`;
  return [hints(icmp, text)];
}

/** The peer's reset in answer to a copy, of a side that had not reset it itself: that copy did arrive, too late. */
function refusedCopy(facts: Facts, { side, packets }: StallFact): ResetFact | undefined {
  const last = packets.at(-1) as number;
  if (closingReset(facts) !== undefined) return undefined;
  return facts.reset?.find(
    ({ from, form, trigger }) => from !== side && form === 'passive' && trigger !== undefined && trigger >= last,
  );
}

/**
 * Whether the capture ends before the next copy was due. Every wait is twice the one before (RFC 6298 §5.5): it is longer than
 * all of them were together.
 */
function mayStillTry(facts: Facts, { spanNs }: StallFact): boolean {
  const silence = facts.silence?.[0];
  return silence?.until === 'end' && !silence.closed && silence.durationNs < spanNs;
}

/** That data is lost between the ends, a router or the capture at the other end must say; silence says nothing of its place. */
function closerOf(facts: Facts, stall: StallFact): Closer {
  const other = facts['other-end']?.[0];
  if (other?.ignored === 'data' && stall.side === 'client' && other.undelivered.client === 0) return 'server kernel';
  // After a silence, a device that forgot the connection drops its data, too; and who drops one connection alone knows it.
  const isActive = idleBefore(facts, stall) < SECOND && (other?.meanwhile?.passed ?? 0) === 0;
  const isLost = isActive && (other?.undelivered[stall.side] ?? 0) > 0;
  const router = facts.icmp?.some((icmp) => icmp.about === stall.side && icmp.meaning !== 'packet-too-big');
  return isLost || router === true ? 'nobody' : 'unknown';
}

function summarise(stall: StallFact, facts: Facts, isBlocked: boolean): string {
  const peer = stall.side === 'client' ? 'server' : 'client';
  if (isBlocked)
    return `A firewall dropped what the ${stall.side} sent, as it says itself: repeated for ${lasted(stall, stall.spanNs)} without effect`;
  if (stall.payloadLength === 0)
    return `The ${stall.side} closed, and its FIN never reached the ${peer}, or its acknowledgement never came back: repeated for ${lasted(stall, stall.spanNs)}`;
  const idleNs = idleBefore(facts, stall);
  const until = mayStillTry(facts, stall) ? ', up to the end of the capture' : '';
  const after = idleNs >= SECOND ? ` after ${duration(idleNs)} of silence` : '';
  if (refusedCopy(facts, stall) !== undefined)
    return `The ${stall.side}’s data${after} was repeated for ${lasted(stall, stall.spanNs)} without effect; then the ${peer}’s kernel, which no longer knew the connection, answered with a reset`;
  return `The ${stall.side}’s data${after} never reached the ${peer}, or its acknowledgement never came back: repeated for ${lasted(stall, stall.spanNs)} without effect${until}`;
}
