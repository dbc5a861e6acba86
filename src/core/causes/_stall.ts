/**
 * Whether data that was repeated in vain is what ended the connection. Not what a side repeats after the other has closed
 * and left; but whoever closes only after a while of it has waited for nothing.
 */
import type { Evidence } from '../model/diagnosis.ts';
import type { Side } from '../model/endpoint.ts';
import type { Facts, FinFact, StallFact, ZeroWindowFact } from '../model/fact.ts';
import { SECOND, type TimeNs } from '../model/time.ts';
import { closingFin, closingReset, count, duration, hints, PROMPT_MAX } from './_evidence.ts';
import { unansweredTurn } from './_words.ts';

/** A FIN that comes sooner was on its way when the repeating began. */
const WAITED_MIN: TimeNs = 1 * SECOND;

/** Fewer repetitions, or a shorter watch, are ordinary loss. */
const RETRANSMISSIONS_MIN = 3;
const STALLED_MIN: TimeNs = 1 * SECOND;

/** Stacks that begin with a longer timer repeat less often in a longer time. */
const SLOW_RETRANSMISSIONS_MIN = 2;
const SLOW_STALLED_MIN: TimeNs = 3 * SECOND;

/** Whether it was repeated so often and for so long that no ordinary loss explains it. */
export function isInVain({ retransmissions, spanNs }: StallFact): boolean {
  if (retransmissions >= RETRANSMISSIONS_MIN) return spanNs >= STALLED_MIN;
  return retransmissions >= SLOW_RETRANSMISSIONS_MIN && spanNs >= SLOW_STALLED_MIN;
}

/** Causes that name how somebody closed after it, and not why. */
export const CLOSES_AFTER_STALL: readonly string[] = [
  'still-open',
  'half-close',
  'reset-after-close',
  'half-open-connection',
  'normal-close',
  'abortive-close',
  'unread-data-at-close',
  'client-abort',
  'client-timeout',
  'closed-without-response',
  'server-idle-timeout',
];

/** Whether this stall came before the close, and the close from somebody who suffered from it; or what was lost was the answer. */
export function isWhatEnded(facts: Facts, stall: StallFact): boolean {
  const reset = closingReset(facts);
  if (reset !== undefined) return reset.from === stall.side;
  const fin = closingFin(facts);
  if (fin === undefined || fin.from === stall.side || fin.timeNs - stall.sinceNs >= WAITED_MIN) return true;
  return isLostAnswer(facts, stall, fin);
}

/** A client that closes right behind its request may wait for the answer; one that has left resets what comes, and is not silent. */
export function isLostAnswer(facts: Facts, stall: StallFact, fin: FinFact): boolean {
  if (fin.from !== 'client' || stall.side !== 'server' || stall.payloadLength === 0) return false;
  if (facts.reset !== undefined || fin.peerData?.knewOfFin !== true) return false;
  const turn = unansweredTurn(facts);
  return turn !== undefined && turn.quietNs < PROMPT_MAX;
}

/** How long nothing had passed when the data was first sent. */
export function idleBefore(facts: Facts, { side, quietBeforeNs }: StallFact): TimeNs {
  const turn = facts.turn?.[0];
  return quietBeforeNs ?? (turn?.by === side ? turn.idleBeforeNs : 0);
}

/** A time since the data was first sent, in words: the least that it can be where that was not kept. */
export function lasted({ sinceKnown }: StallFact, ns: TimeNs): string {
  return `${sinceKnown ? '' : 'at least '}${duration(ns)}`;
}

/** How often the data was sent, in words. */
export function sentTimes({ copies, copiesKnown }: StallFact): string {
  return `${copiesKnown ? '' : 'at least '}${count(copies, 'time')}`;
}

/** How it went on after the data had been repeated. */
export function aftermath(facts: Facts, stall: StallFact): Evidence[] {
  const reset = closingReset(facts);
  if (reset !== undefined) {
    if (reset.form !== 'passive') return [];
    return [hints(reset, `when the other end was heard again, the ${stall.side} no longer knew the connection`)];
  }
  const fin = closingFin(facts);
  if (fin === undefined) return [];
  const afterNs = Math.max(0, fin.timeNs - stall.sinceNs);
  // The first copy kept may be one that came with the FIN.
  const when = stall.sinceKnown || afterNs > 0 ? ` ${lasted(stall, afterNs)} after it was first sent` : '';
  const unheard = fin.from === stall.side ? ', unheard' : '';
  return [hints(fin, `the ${fin.from} closed${when}${unheard}`)];
}

/** Every path takes as much (RFC 9293 §3.7.1). */
export const PAYLOAD_SMALL = 536;

/** Whether no path MTU explains that the data is lost: it is small, or as much got through in another connection. */
export function isSmallEnough(facts: Facts, { payloadLength }: StallFact): boolean {
  const largest = facts['other-end']?.[0]?.meanwhile?.largest ?? 0;
  return payloadLength <= Math.max(PAYLOAD_SMALL, largest);
}

/** This side's window was 0 until the end: its buffer was full of what its program had not read (RFC 9293 §3.8.6.2.2). */
export function closedWindow(facts: Facts, at: Side): ZeroWindowFact | undefined {
  return facts['zero-window']?.find((fact) => fact.at === at);
}
