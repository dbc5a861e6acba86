/** The client waited for an answer until its own timer ran out: it closed a round number of seconds after it had asked. */
import type { Cause } from '../model/cause.ts';
import { SECOND, type TimeNs } from '../model/time.ts';
import { closingFin, closingReset, duration, first, roundTripNs, supports } from './_evidence.ts';
import { senderEvidence } from './_sender.ts';

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
    const turn = first(facts, 'turn');
    const close = closingReset(facts) ?? closingFin(facts);
    if (turn?.by !== 'client' || turn.clientBytes === 0 || close?.from !== 'client') return undefined;
    if (close.kind === 'reset' && close.form !== 'active') return undefined;
    if (close.kind === 'fin' && close.peerData !== undefined) return undefined;
    const timer = timerOf([turn.ageNs, turn.quietNs], roundTripNs(facts) ?? 0);
    if (timer === undefined) return undefined;
    const text = `the client closed ${duration(turn.ageNs)} after its request began: a timer of ${timer} s`;
    return {
      evidence: [supports(close, text), ...senderEvidence(facts, 'client', close.packets[0])],
      closer: 'client application',
      summary: `The client waited ${timer} s for an answer and then gave up`,
    };
  },
};

/** Whole seconds, met a little late: the timer starts around the request, and closing takes a moment. */
function timerOf(waits: readonly TimeNs[], rtt: TimeNs): number | undefined {
  for (const wait of waits) {
    const seconds = Math.round(wait / SECOND);
    const late = wait - seconds * SECOND;
    const tolerance = Math.min(0.05 * SECOND + rtt, 0.02 * seconds * SECOND + 0.02 * SECOND);
    if (seconds >= 1 && late > -tolerance && late < tolerance) return seconds;
  }
  return undefined;
}
