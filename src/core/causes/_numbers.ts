/**
 * What the numbers of a FIN tell where no word of either end was captured (a filter for SYN, FIN and RST) or only one direction:
 * how much its sender had said and had been told by then.
 */
import type { Facts, FinFact } from '../model/fact.ts';
import { lacksAcks } from './_evidence.ts';

/** One byte may be the FIN of the other end. */
const TOLD_MIN = 2;

/** Whether what came after this FIN, and what was answered to it, may be missing: the capture leaves out whole kinds of packets. */
export function isHalfHeard(facts: Facts): boolean {
  return facts.turn === undefined && (lacksAcks(facts) || facts.quality?.[0]?.oneWay !== undefined);
}

/**
 * The server had been told something and had said nothing when it closed. Where the client's packets were not captured, its FIN
 * may be among what the server had heard, unless that was acknowledged at once and nothing with the FIN.
 */
export function closedUnanswered(facts: Facts, { from, numbers, heardBefore }: FinFact): boolean {
  if (from !== 'server' || numbers === undefined || !isHalfHeard(facts)) return false;
  if (numbers.said !== 0 || numbers.heard < TOLD_MIN) return false;
  return lacksAcks(facts) || (heardBefore === undefined && numbers.heardWith === 0);
}

/** The server had neither said nor heard a byte when it closed, and reset what came then. */
export function closedUnasked(facts: Facts, { from, numbers }: FinFact): boolean {
  if (from !== 'server' || numbers?.said !== 0 || numbers.heard !== 0 || !isHalfHeard(facts)) return false;
  return facts.reset?.some((reset) => reset.from === 'server' && reset.afterOwnFin) === true;
}

/**
 * The client had asked something and had heard nothing when it closed, and it did not wait for the answer with its half closed:
 * it reset what came then, or the server closed without a byte, too.
 */
export function leftUnanswered(facts: Facts, { from, numbers, laterHeard }: FinFact): 'reset' | 'silence' | undefined {
  if (from !== 'client' || numbers === undefined || !isHalfHeard(facts)) return undefined;
  if (numbers.said < TOLD_MIN || numbers.heard !== 0) return undefined;
  // It took an answer with its half closed; one byte is the server's FIN.
  if (laterHeard !== undefined && laterHeard.bytes > 1) return undefined;
  if (facts.reset?.some((reset) => reset.from === 'client' && reset.afterOwnFin) === true) return 'reset';
  return facts.fin?.some((fin) => fin.from === 'server' && fin.numbers?.said === 0) === true ? 'silence' : undefined;
}
