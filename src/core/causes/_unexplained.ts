/**
 * A close that nothing in the packets explains: the server closed on a request, or before one, without a word. What made it
 * do so its machine alone knows; the causes that can are named as possible ones where the packets fit them.
 */
import type { Assessment } from '../model/cause.ts';
import type { Facts, FinFact, ResetFact, TurnFact } from '../model/fact.ts';
import { MILLISECOND } from '../model/time.ts';
import { closingFin, closingReset, hints, lacksWords, PROMPT_MAX, roundTripNs } from './_evidence.ts';
import { perFacts } from './_per-facts.ts';
import { closerBy, senderEvidence } from './_sender.ts';
import { isUponGoodbye, unansweredTurn } from './_words.ts';

/** The causes that say no more than that; what may be behind them is named where one of them is. */
export const SILENT_CLOSES: readonly string[] = ['closed-without-response', 'unread-data-at-close', 'abortive-close'];

/** The same where the client gave up. */
export const WAITED_IN_VAIN: readonly string[] = ['client-timeout', 'client-abort'];

/**
 * `before-request`: the server closed before it had said or taken a byte. `fin`, `reset`: it closed on a request without a
 * byte of an answer to it. `never-answered`: the client gave up on a server that had never said a byte.
 */
export type Shape = 'before-request' | 'fin' | 'reset' | 'never-answered';

/** A close that nothing explains. */
export interface Unexplained {
  readonly shape: Shape;
  readonly close: FinFact | ResetFact;
  /** The request that got no answer. */
  readonly turn?: TurnFact;
}

/** Whoever decides by a rule needs no longer than this, besides the round trip. */
const AT_ONCE_MAX = 10 * MILLISECOND;

/** The close, where the packets do not say why. */
export const unexplainedClose: (facts: Facts) => Unexplained | undefined = perFacts((facts) => {
  const reset = closingReset(facts);
  const close = reset ?? closingFin(facts);
  const handshake = facts.handshake?.[0];
  if (close === undefined || handshake?.stage === 'answered' || handshake?.stage === 'unanswered') return undefined;
  const words = facts.words?.[0];
  // The handshake of TLS has its own ways to fail, and its alerts say which.
  if (words?.clientLast.kind === 'tls-handshake' || words?.serverLast.kind === 'tls-alert') return undefined;
  if (reset !== undefined && reset.form !== 'active') return undefined;
  // Its peer's FIN may have come before.
  if (close.kind === 'fin' && close.unseen > 0) return undefined;
  const turn = unansweredTurn(facts);
  // A server at whatever limit has a kernel that acknowledges.
  if (close.from === 'client') return isUnacknowledged(facts) ? undefined : neverAnswered(facts, close, turn);
  const silent = words === undefined || words.serverFirst.kind === 'none';
  const crossing = close.kind === 'fin' && close.crossed !== undefined;
  if (turn !== undefined && !crossing) return { shape: close.kind, close, turn };
  if (close.kind === 'fin' && isUponGoodbye(facts, close)) return undefined;
  return silent && handshake?.stage === 'complete' && !lacksWords(facts)
    ? { shape: 'before-request', close }
    : undefined;
});

function isUnacknowledged(facts: Facts): boolean {
  return facts.stall?.some(({ side, payloadLength }) => side === 'client' && payloadLength > 0) === true;
}

function neverAnswered(facts: Facts, close: FinFact | ResetFact, turn: TurnFact | undefined): Unexplained | undefined {
  // It did answer.
  if (facts.gap?.some(({ side }) => side === 'server') === true) return undefined;
  if (turn === undefined || turn.serverBytes > 0 || turn.turns > 1 || turn.ageNs < PROMPT_MAX) return undefined;
  return { shape: 'never-answered', close, turn };
}

/** The server closed as soon as it had the request: what it did with it took no time. */
export function isAtOnce(facts: Facts, { turn }: Unexplained): boolean {
  return turn !== undefined && turn.ageNs - (roundTripNs(facts) ?? 0) < AT_ONCE_MAX;
}

/** Nothing had been said before the request. */
export function isFirstRequest({ turn }: Unexplained): boolean {
  return turn !== undefined && turn.serverBytes === 0 && turn.turns <= 1;
}

/** The assessment of a cause that may be behind such a close; `text` says who closes like this. */
export function possibly(facts: Facts, { close }: Unexplained, text: string, summary: string): Assessment {
  const [packet] = close.packets;
  return {
    evidence: [
      hints(close, text),
      ...senderEvidence(facts, close.from, packet).filter(({ weight }) => weight !== 'hints'),
    ],
    closer: close.from === 'server' ? closerBy(facts, 'server', packet) : 'client application',
    summary,
  };
}
