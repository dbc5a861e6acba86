/**
 * A NAT, load balancer or firewall forgot a connection on which nothing was said for longer than its timer. Some reset both ends
 * at that moment; most say nothing, and what is sent next is dropped, or answered with a reset (RFC 5382 §5, RFC 7857 §2).
 */
import type { Assessment, Cause } from '../model/cause.ts';
import type { Evidence } from '../model/diagnosis.ts';
import type { Facts, ResetFact } from '../model/fact.ts';
import { SECOND, type TimeNs } from '../model/time.ts';
import { deviceReset, isOfDevice } from './_device-reset.ts';
import { closingReset, count, duration, hints, proves, supports } from './_evidence.ts';
import { forgedEvidence } from './_forged.ts';
import { ownersOf } from './_known-timers.ts';
import { stoppedHere, stoppedHereText } from './_passage.ts';
import { otherTtlText, ttlOf } from './_sender.ts';
import { aftermath, CLOSES_AFTER_STALL, idleBefore, isSmallEnough, isWhatEnded, sentTimes } from './_stall.ts';
import { withForgotten } from './_witness.ts';

/** Shorter pauses are part of an exchange. */
const PAUSE_MIN: TimeNs = 1 * SECOND;

/** No device forgets established connections sooner unless told to (RFC 5382 §5 asks for 2 h 4 min). */
const IDLE_MIN: TimeNs = 60 * SECOND;

/** Repetitions without an answer that are more than ordinary loss. */
const REPETITIONS_MIN = 3;

/** Moments at which resets after the same silence are no chance: were silences of any length, these would be one in 30,000. */
const MOMENTS_PROVE = 4;

/** Timers that devices come with, in seconds: Azure, AWS, usual firewalls. */
const TIMERS: readonly number[] = [240, 350, 600, 900, 1800, 3600];
const FITS_WITHIN = 0.02;

export const cause: Cause = {
  id: 'middlebox-idle-timeout',
  title: 'a device on the path forgot the idle connection',
  severity: 'failure',
  refines: [...CLOSES_AFTER_STALL, 'inline-firewall-reset', 'injected-reset'],
  wouldBeProvedBy: [
    'the same length of silence before the failure in several connections, and none after less',
    'a capture at the other end: what was sent after the silence never arrives there, and the connection stands',
    'the idle time-out of every NAT, load balancer and firewall on the path (Azure 4 min, AWS 350 s)',
  ],
  advice: [
    'Send keep-alives more often than the shortest idle time-out on the path: TCP keep-alive, or the protocol’s own pings',
    'Or let the client drop pooled connections sooner than that',
  ],
  weigh: withForgotten(
    {
      meanings: ['mapping-expired'],
      translates: [undefined],
      summary: 'A device on the path forgot the connection because nothing was said for too long',
    },
    (facts) => whereSilent(facts) ?? whereAnswered(facts) ?? whereReset(facts),
  ),
};

/** What was sent after the silence is repeated in vain. */
function whereSilent(facts: Facts): Assessment | undefined {
  const stall = facts.stall?.find(
    ({ payloadLength, retransmissions }) => payloadLength > 0 && retransmissions >= REPETITIONS_MIN,
  );
  if (stall === undefined || !isWhatEnded(facts, stall)) return undefined;
  const idleNs = idleBefore(facts, stall);
  if (idleNs < PAUSE_MIN) return undefined;
  if (closingReset(facts)?.form === 'passive' && closingReset(facts)?.from !== stall.side) return undefined;
  const text = `after ${duration(idleNs)} of silence the ${stall.side} sent the same data ${sentTimes(stall)} without effect`;
  const evidence = [weigh(idleNs)(stall, text), ...timerEvidence(facts, idleNs)];
  const stopped = stoppedHere(facts, stall.side);
  if (stopped !== undefined) evidence.push(hints(stopped, stoppedHereText(stopped)));
  const other = facts['other-end']?.[0];
  if (other !== undefined && other.undelivered[stall.side] > 0) {
    evidence.push(hints(other, 'the capture made at the other end has none of it, and the connection stands there'));
  }
  const passed = isSmallEnough(facts, stall) ? (other?.meanwhile?.passed ?? 0) : 0;
  if (other !== undefined && passed > 0) {
    const text = `meanwhile ${count(passed, 'other connection')} between these hosts got through: the path works`;
    evidence.push(supports(other, text));
  }
  return {
    evidence: [...evidence, ...aftermath(facts, stall)],
    // A path that broke, or a peer that is gone, is as silent.
    closer: passed > 0 ? 'middlebox' : 'unknown',
    summary: `After ${duration(idleNs)} of silence nothing came through any more: a device on the path may have forgotten the connection`,
  };
}

/** What was sent after the silence is answered by a device. */
function whereAnswered(facts: Facts): Assessment | undefined {
  const found = deviceReset(facts);
  const idleNs = found?.reset.sinceHeardNs ?? 0;
  if (found === undefined || idleNs < PAUSE_MIN) return undefined;
  const { reset, evidence } = found;
  const text = `the first packet after ${duration(idleNs)} of silence met a bare reset that is not the ${reset.from}’s own`;
  return {
    evidence: [weigh(idleNs)(reset, text), ...evidence, ...timerEvidence(facts, idleNs)],
    closer: 'middlebox',
    summary: `A device on the path no longer knew the connection after ${duration(idleNs)} of silence, and answered with a reset`,
  };
}

/** A device says to both ends that it gives up. */
function whereReset(facts: Facts): Assessment | undefined {
  const reset = closingReset(facts);
  const turn = facts.turn?.[0];
  if (reset === undefined || turn === undefined || turn.quietNs < PAUSE_MIN) return undefined;
  if (facts.stall !== undefined) return undefined;
  const ttl = ttlOf(facts, reset.packets[0]);
  if (ttl === undefined || !isOfDevice(ttl, reset)) return undefined;
  const text = `the reset came after ${duration(turn.quietNs)} of silence, at numbers that fit, and not from the ${reset.from}: ${otherTtlText(ttl)}`;
  return {
    evidence: [
      weigh(turn.quietNs)(reset, text),
      ...measuredEvidence(facts, reset),
      ...timerEvidence(facts, turn.quietNs),
    ],
    closer: 'middlebox',
    summary: `A device on the path ended the connection after ${duration(turn.quietNs)} of silence`,
  };
}

/**
 * What its resets agree in. Where all connections were as old, it may be their age, or what was said first, that it ended them
 * for, some time later. That the silence was its reason is proved where it is certain that a device did it, where several ages and
 * moments agree, and where silences not much shorter were lived through.
 */
function measuredEvidence(facts: Facts, reset: ResetFact): Evidence[] {
  const fact = facts.surroundings?.[0];
  const timer = fact?.deviceTimer;
  if (fact === undefined || timer === undefined) return [];
  const { idleNs, spreadNs, connections, moments, youngestNs, oldestNs, lived, livedNs } = timer;
  const agedApart = oldestNs - youngestNs >= idleNs / 2;
  const forged = forgedEvidence(facts, reset).filter(({ weight }) => weight === 'proves');
  const isProven = forged.length > 0 && agedApart && moments >= MOMENTS_PROVE && livedNs >= idleNs / 2;
  const silences = `${connections} of ${connections} silences between these hosts that a device ended with a reset`;
  const ages = `at ${moments} different moments and ages of ${duration(youngestNs)} to ${duration(oldestNs)}`;
  const others =
    lived === 0
      ? 'none of a second or more was lived through'
      : `${count(lived, 'connection')} lived through shorter ones, up to ${duration(livedNs)}, and none through a longer one`;
  const text = `${silences} had lasted ${duration(idleNs)} ± ${duration(spreadNs)}, ${ages}; ${others}`;
  const weigh = isProven ? proves : agedApart ? supports : hints;
  // That somebody forged it is half of the proof.
  return [
    weigh(fact, text),
    ...(isProven ? forged.map((evidence) => ({ ...evidence, weight: 'supports' as const })) : []),
  ];
}

function weigh(idleNs: TimeNs): typeof hints {
  return idleNs >= IDLE_MIN ? supports : hints;
}

function timerEvidence(facts: Facts, idleNs: TimeNs): Evidence[] {
  const turn = facts.turn?.[0];
  const timer = TIMERS.find((seconds) => Math.abs(idleNs / SECOND / seconds - 1) <= FITS_WITHIN);
  if (turn === undefined || timer === undefined) return [];
  const owners = ownersOf(timer * SECOND, 'device');
  const whose = owners === undefined ? '' : ` (${owners})`;
  return [hints(turn, `that is close to ${timer} s, an idle time-out that devices come with${whose}`)];
}
