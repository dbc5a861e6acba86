/** The client waited for an answer until its own timer ran out: it closed a usual number of seconds after it had asked. */
import type { Cause } from '../model/cause.ts';
import type { Facts } from '../model/fact.ts';
import { MILLISECOND, SECOND, type TimeNs } from '../model/time.ts';
import { closingFin, closingReset, duration, first, roundTripNs, speaksAgainst, supports } from './_evidence.ts';
import { senderEvidence } from './_sender.ts';
import { nameClientsLast, unansweredTurn } from './_words.ts';

/** Numbers of seconds that people and libraries set: any other whole number is met by chance too often. */
const USUAL_SECONDS: readonly number[] = [
  1, 2, 3, 4, 5, 8, 10, 12, 15, 20, 25, 30, 40, 45, 50, 60, 75, 90, 100, 120, 150, 180, 240, 300, 400, 600, 900, 1200,
  1800, 3600, 7200,
];

export const cause: Cause = {
  id: 'client-timeout',
  title: 'the client’s timer ran out before the answer came',
  severity: 'failure',
  refines: [
    'client-abort',
    'unread-data-at-close',
    'abortive-close',
    'normal-close',
    'half-close',
    'reset-after-close',
  ],
  wouldBeProvedBy: [
    'the client’s log (time-out) and its setting: the same number of seconds',
    'the same wait in other connections',
  ],
  advice: [
    'Find out why the server took longer than that; its log should show the request',
    'Give the client more time only if the answer is worth waiting for',
  ],
  weigh: (facts) => {
    const turn = unansweredTurn(facts);
    const close = closingReset(facts) ?? closingFin(facts);
    if (turn === undefined || close?.from !== 'client') return undefined;
    if (close.kind === 'reset' && close.form !== 'active') return undefined;
    if (close.kind === 'fin' && close.peerData !== undefined && !resetsLater(facts)) return undefined;
    const timer = timerOf([turn.ageNs, turn.quietNs], roundTripNs(facts) ?? 0);
    if (timer === undefined) return undefined;
    const text = `the client closed ${duration(turn.ageNs)} after ${nameClientsLast(facts)}, unanswered: a timer of ${timer} s`;
    const quality = first(facts, 'quality');
    const gaps =
      quality !== undefined && quality.missedBytes > 0
        ? [speaksAgainst(quality, 'the capture lacks packets of this connection, perhaps the answer')]
        : [];
    return {
      evidence: [supports(close, text), ...gaps, ...senderEvidence(facts, 'client', close.packets[0])],
      closer: 'client application',
      summary: `The client waited ${timer} s for an answer and then gave up`,
    };
  },
};

/** What the server sent after the client's FIN met a reset: nobody read any more. */
function resetsLater(facts: Facts): boolean {
  return facts.reset?.some((reset) => reset.from === 'client' && !reset.closes) === true;
}

/**
 * A usual number of seconds, met a moment late (the program must wake up and close) or some round trips early (the timer
 * started with the connection, before the request).
 */
function timerOf(waits: readonly TimeNs[], rtt: TimeNs): number | undefined {
  const early = Math.min(25 * MILLISECOND + 3 * rtt, 200 * MILLISECOND);
  for (const wait of waits) {
    const timer = USUAL_SECONDS.find((seconds) => {
      const late = wait - seconds * SECOND;
      return late >= -early && late <= Math.max(25 * MILLISECOND, seconds * 2 * MILLISECOND);
    });
    if (timer !== undefined) return timer;
  }
  return undefined;
}
