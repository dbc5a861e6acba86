/** What the server said before the close, as far as it says why; shared by the causes that go by it. */
import type { Assessment } from '../model/cause.ts';
import type { Closer, Evidence, Severity } from '../model/diagnosis.ts';
import type { Facts, FinFact, ResetFact, WordsFact } from '../model/fact.ts';
import { type ErrorMeaning, STATED_ERRORS, type StatedError } from '../model/stated-error.ts';
import type { Utterance } from '../model/utterance.ts';
import { closingFin, closingReset, hints, PROMPT_MAX } from './_evidence.ts';
import { perFacts } from './_per-facts.ts';
import { closerBy, senderEvidence } from './_sender.ts';
import { hasTakenLeave, isRestOfRequest } from './_words.ts';

/**
 * Causes that say how a connection was closed, and not why: what was said says it better. Not those that are all there is to
 * say where nothing was: a cause that may be behind a silent close is named beside them.
 */
export const MANNERS: readonly string[] = [
  'normal-close',
  'half-close',
  'reset-after-close',
  'server-idle-timeout',
  'stale-pooled-connection',
  'keepalive-race',
];

/** The same where a client had taken leave upon the server's words: nobody misses that this was not read. */
const UPON_GOODBYE: readonly string[] = ['unread-data-at-close', 'abortive-close'];

/** The server asks for the rest of the request (RFC 9110 §15.2.1). */
const CONTINUE = 100;

/** Protocols whose servers each have words of their own. */
const OWN_WORDS: readonly string[] = ['IRC', 'IMAP', 'POP'];

/** The server's last message, and the close it came before. */
export interface LastWords {
  readonly words: WordsFact;
  readonly said: Utterance;
  readonly close: FinFact | ResetFact;
  /** The server closed, or the client did at once upon what it heard. */
  readonly by: 'server' | 'client';
}

/** The server's last message where the connection ended with it; `undefined` where more was said, or nobody closed. */
export const lastWords: (facts: Facts) => LastWords | undefined = perFacts((facts) => {
  const words = facts.words?.[0];
  const close = closingReset(facts) ?? closingFin(facts);
  if (words === undefined || close === undefined || !isOwnClose(close)) return undefined;
  const turn = facts.turn?.[0];
  const said = words.serverLast;
  // What a server says upon a goodbye explains nothing: IRC’s ERROR upon QUIT, IMAP’s BYE upon LOGOUT.
  if (turn?.by === 'server' && said.kind === 'stated-error' && words.clientLast.kind === 'goodbye') return undefined;
  if (turn?.by === 'client') {
    // Upon a refusal a client takes leave. What it said meanwhile may have been on its way; what it says after an answer is the next request.
    const isLeaving = said.kind === 'text-greeting' && words.clientFirst.kind === 'goodbye';
    if (!isLeaving && !isReadToItsEnd(facts) && (said.kind !== 'stated-error' || turn.ageNs > PROMPT_MAX))
      return undefined;
  }
  if (close.from === 'client' && (turn === undefined || turn.quietNs > PROMPT_MAX)) return undefined;
  return { words, said, close, by: close.from };
});

/** The rest of a request that had its answer came as well, and the server read it: what it does not read is met with a reset. */
function isReadToItsEnd(facts: Facts): boolean {
  return isRestOfRequest(facts) && facts.reset?.some(({ from }) => from === 'server') !== true;
}

/** Not the reset of a kernel that knows of no connection, or of somebody else: that is no answer to what was said. */
export function isOwnClose(close: FinFact | ResetFact): boolean {
  return close.kind === 'fin' || close.form === 'active' || close.form === 'unknown';
}

/** An error with which the server ended the connection, where it has one of these meanings. */
export function statedError(
  facts: Facts,
  ...meanings: readonly ErrorMeaning[]
): { readonly error: StatedError; readonly last: LastWords } | undefined {
  const last = lastWords(facts);
  if (last?.said.kind !== 'stated-error' || isSaidAfter(last)) return undefined;
  const error = STATED_ERRORS[last.said.detail];
  return error !== undefined && meanings.includes(error.meaning) ? { error, last } : undefined;
}

/** The client had closed of its own accord before it could hear that. */
function isSaidAfter({ words, close }: LastWords): boolean {
  if (close.kind !== 'fin' || close.from !== 'client' || close.peerData === undefined) return false;
  return words.packets.some((number) => number >= (close.peerData?.number ?? number));
}

/** What the server said before it closed, whatever it means: beside a cause that says how it closed. */
export function statedReason(facts: Facts): Evidence[] {
  const last = lastWords(facts);
  const error = last?.said.kind === 'stated-error' ? STATED_ERRORS[last.said.detail] : undefined;
  return last === undefined || error === undefined ? [] : [hints(last.words, `before its FIN ${errorText(error)}`)];
}

/** The client said nothing at all, or nothing but its goodbye: the server's first words are not the answer to any. */
export function hasAskedNothing({ clientFirst }: WordsFact): boolean {
  return clientFirst.kind === 'none' || clientFirst.kind === 'goodbye';
}

/** Whether the server said it into silence: nothing was asked since its last answer, or at all. */
export function isUnasked(facts: Facts, { words }: LastWords): boolean {
  if (hasAskedNothing(words)) return true;
  const turn = facts.turn?.[0];
  if (turn?.by !== 'server' || turn.ageNs - turn.quietNs <= PROMPT_MAX) return false;
  // Behind 100 Continue the body of the only request is due (RFC 9110 §10.1.1).
  const { kind, detail } = words.serverFirst;
  return turn.turns > 2 || kind !== 'http-response' || detail !== CONTINUE;
}

/** Whether it said it after a silence: not while the client was using the connection. */
export function isAfterSilence(facts: Facts, { words }: LastWords): boolean {
  const turn = facts.turn?.[0];
  if (turn?.by !== 'server' || hasAskedNothing(words)) return true;
  return Math.max(turn.ageNs - turn.quietNs, turn.idleBeforeNs) > PROMPT_MAX;
}

/** "the server said MySQL error 1040: too many connections". Words that differ from server to server are not quoted. */
export function errorText({ of, sign, says }: StatedError): string {
  const message = OWN_WORDS.includes(of) ? /^(\S+):(?: |$)/.exec(sign)?.[1] : undefined;
  if (message !== undefined) return `the server said in its ${message} of ${of}: ${says}`;
  return /^[0-9A-Z]+$/.test(sign)
    ? `the server said ${of} error ${sign}: ${says}`
    : `the server said “${sign}”: ${says}`;
}

/** Who closed where the server's words end the connection, whoever sends the first FIN. */
export function closerOfStated(facts: Facts, { close }: LastWords): Closer {
  return close.from === 'server' ? closerBy(facts, 'server', close.packets[0]) : 'server application';
}

/** The assessment of a close that the server's words explain. */
export function explained(
  facts: Facts,
  last: LastWords,
  evidence: readonly Evidence[],
  answer: { readonly summary: string; readonly closer?: Closer; readonly severity?: Severity },
): Assessment {
  const { close } = last;
  return {
    evidence: [...evidence, ...senderEvidence(facts, close.from, close.packets[0])],
    closer: closerOfStated(facts, last),
    ...(hasTakenLeave(facts) ? { refines: UPON_GOODBYE } : {}),
    ...answer,
  };
}
