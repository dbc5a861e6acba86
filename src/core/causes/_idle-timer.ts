/** What a measured idle timer says, in words. */
import type { Evidence } from '../model/diagnosis.ts';
import type { Facts, TurnFact } from '../model/fact.ts';
import type { IdleTimer } from '../model/service.ts';
import { SECOND, type TimeNs } from '../model/time.ts';
import { closingFin, closingReset, duration, hints, supports } from './_evidence.ts';
import { ownersOf } from './_known-timers.ts';

/** "5 s ± 20 ms": the median of the silences measured, and how far they are from each other. */
function describeTimer({ idleNs, spreadNs }: IdleTimer): string {
  return `${duration(idleNs)} ± ${duration(spreadNs)}`;
}

/** That the server closed others after the same silence, and whose default that is. */
export function timerEvidence(facts: Facts, weigh: typeof supports = supports): Evidence[] {
  const turn = facts.turn?.[0];
  const timer = turn?.timer;
  if (turn === undefined || timer === undefined) return [];
  const { connections, moments } = timer;
  const text = `the server closed ${connections} connections of this service after ${describeTimer(timer)} without use, at ${moments} different moments`;
  const owners = ownersOf(timer.idleNs, 'server');
  if (owners === undefined) return [weigh(turn, text)];
  return [weigh(turn, text), hints(turn, `so long is the default of ${owners}, among others`)];
}

/** Connections that the server closed at one moment, with the turn that shows it; not where one timer may have done it. */
export interface ClosedAtOnce {
  readonly turn: TurnFact;
  readonly text: string;
}

/** That the server closed several connections at one moment although they had been unused for different times. */
export function closedAtOnce(facts: Facts): ClosedAtOnce | undefined {
  const turn = facts.turn?.[0];
  const close = closingReset(facts) ?? closingFin(facts);
  if (turn?.together === undefined || turn.timer !== undefined || close?.from !== 'server') return undefined;
  const { connections, shortestNs, longestNs } = turn.together;
  const text = `within 50 ms the server closed ${connections} connections of this service, which had been unused for ${duration(shortestNs)} to ${duration(longestNs)}`;
  return { turn, text };
}

/** A whole number of seconds, as timers are set. */
export function isRound(ns: TimeNs): boolean {
  const seconds = ns / SECOND;
  return Math.abs(seconds - Math.round(seconds)) < Math.max(0.03, seconds * 0.002);
}
