/**
 * Small segments pass and full-size ones vanish: somewhere the MTU is smaller, and the ICMP message that would say so
 * (RFC 1191, RFC 8201) does not arrive (RFC 2923 §2.1 "path MTU black hole").
 */
import type { Assessment, Cause } from '../model/cause.ts';
import type { Evidence } from '../model/diagnosis.ts';
import { otherSide, type Side } from '../model/endpoint.ts';
import type { Facts, GapFact, StallFact } from '../model/fact.ts';
import { SECOND, type TimeNs } from '../model/time.ts';
import { count, duration, excludes, hints, speaksAgainst, supports } from './_evidence.ts';
import { aftermath, CLOSES_AFTER_STALL, isWhatEnded } from './_stall.ts';

/** Links below this are not met: 1,280 is IPv6's minimum MTU, less headers. */
const LARGE_MIN = 1180;

/** Where large segments had arrived before: by then what is lost by chance has come again, and again. */
const NARROWED_MIN: TimeNs = 3 * SECOND;

/** What is lost by chance is not lost so often in a row, when something else arrives. */
const MANY = 3;

/** Shorter waiting is ordinary loss. */
const WAITED_MIN: TimeNs = 1 * SECOND;

export const cause: Cause = {
  id: 'path-mtu-black-hole',
  title: 'full-size segments vanish on the way',
  severity: 'failure',
  refines: ['retransmission-timeout', ...CLOSES_AFTER_STALL],
  wouldBeProvedBy: [
    'ping with DF set and growing size (ping -M do -s SIZE): the size from which answers stop',
    'a capture at the other end: small segments arrive, large ones do not',
  ],
  advice: [
    'Let ICMP "fragmentation needed" / "packet too big" through every firewall on the path',
    'Clamp the MSS to the path MTU on the router (nft … tcp option maxseg size set rt mtu), or lower the MTU of the sender',
  ],
  weigh: (facts) => {
    const stall = facts.stall?.find((fact) => fact.payloadLength >= LARGE_MIN && fact.retransmissions >= 2);
    if (stall !== undefined && isWhatEnded(facts, stall)) {
      return assess(facts, stall.side, [...stallEvidence(facts, stall), ...aftermath(facts, stall)]);
    }
    const gap = facts.gap?.find((fact) => fact.bytes >= LARGE_MIN && (fact.unarrived || fact.waitedNs >= WAITED_MIN));
    if (gap === undefined) return undefined;
    return gap.unarrived ? unarrived(facts, gap) : assess(facts, gap.side, gapEvidence(gap));
  },
};

function assess(facts: Facts, side: Side, evidence: readonly Evidence[]): Assessment {
  const tooBig = facts.icmp?.find((icmp) => icmp.meaning === 'packet-too-big' && icmp.about === side);
  const said = 'a router did say that the packet was too big: no black hole';
  return {
    evidence: tooBig === undefined ? evidence : [...evidence, excludes(tooBig, said)],
    closer: 'nobody',
    summary: `The ${side}’s full-size segments are lost on the way while small ones pass`,
  };
}

/** Seen where the segments are sent. */
function stallEvidence(facts: Facts, stall: StallFact): Evidence[] {
  const { side, acknowledgedBytes } = stall;
  const size = count(stall.payloadLength, 'byte');
  const evidence: Evidence[] = [];
  if (stall.smallerBefore) {
    const before = `the ${side}’s first ${count(acknowledgedBytes, 'byte')} got through in smaller segments`;
    evidence.push(supports(stall, `${before}; its segment of ${size} was repeated in vain`));
  }
  const behind = stall.smallerBehind;
  if (behind !== undefined && stall.smallerArrived) {
    const text = `one of ${count(behind, 'byte')} behind it arrived, for the other end asks for what is missing before it`;
    evidence.push(supports(stall, `a segment of ${size} was repeated in vain; ${text}`));
  }
  if (evidence.length === 0) evidence.push(...whereNothingSmallerShows(facts, stall, size));
  if (behind !== undefined && behind < LARGE_MIN && stall.smallerArrived === false) {
    evidence.push(speaksAgainst(stall, `a segment of ${count(behind, 'byte')} behind it did not arrive either`));
  }
  if (stall.peerHeard) evidence.push(hints(stall, 'the other end is alive and was heard meanwhile'));
  return evidence;
}

function whereNothingSmallerShows(facts: Facts, stall: StallFact, size: string): Evidence[] {
  if (stall.acknowledgedBytes === 0 && facts.handshake?.[0]?.stage === 'complete') {
    return [hints(stall, `the handshake got through, but the first segment of ${size} was repeated in vain`)];
  }
  const behind = stall.smallerBehind;
  if (
    stall.someBehindArrived &&
    behind !== undefined &&
    stall.smallerArrived !== false &&
    stall.retransmissions >= MANY
  ) {
    const text = `the other end has something of what came behind it, where a segment of ${count(behind, 'byte')} was`;
    return [hints(stall, `a segment of ${size} was repeated in vain, and ${text}: the path may have become narrower`)];
  }
  return [
    hints(stall, `a segment of ${size} was repeated in vain`),
    speaksAgainst(stall, 'large segments may have got through before'),
  ];
}

/** Of what was lost nothing shows but its length, and that whoever waited for it gave up. */
function unarrived(facts: Facts, gap: GapFact): Assessment | undefined {
  const peer = otherSide(gap.side);
  const turn = facts.turn?.[0];
  if (gap.largestArrived >= LARGE_MIN || turn?.by !== peer || turn.quietNs < WAITED_MIN) return undefined;
  const text = `the ${gap.side} acknowledges from a place ${count(gap.bytes, 'byte')} further on: it had sent so much, and none of it arrived`;
  const { closer } = assess(facts, gap.side, []);
  return {
    evidence: [hints(gap, text)],
    closer,
    summary: `What the ${gap.side} answered did not arrive, while small packets pass: its full-size segments may be too large for the path`,
  };
}

/** Seen where they should arrive. */
function gapEvidence(gap: GapFact): Evidence[] {
  const waited = `missing for ${duration(gap.waitedNs)}`;
  const text = `${count(gap.bytes, 'byte')} of the ${gap.side} are ${waited}, while what came after them arrived`;
  if (gap.largestArrived >= LARGE_MIN && gap.largestBehind < LARGE_MIN && gap.waitedNs >= NARROWED_MIN) {
    const since = `nothing behind them has more than ${count(gap.largestBehind, 'byte')}: the path may have become narrower`;
    return [hints(gap, `${text}; ${since}`)];
  }
  if (gap.largestArrived >= LARGE_MIN) {
    return [hints(gap, text), speaksAgainst(gap, 'large segments of the same side had arrived')];
  }
  return [supports(gap, `${text}; no segment of that side has more than ${count(gap.largestArrived, 'byte')}`)];
}
