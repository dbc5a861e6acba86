/** An end that the server announced of its own accord: shared by the causes that it may have had. */
import type { Facts, WordsFact } from '../model/fact.ts';
import { isCloseAnnounced } from '../model/utterance.ts';
import { goawayOf, NO_ERROR } from './_goaway.ts';
import { lastWords } from './_last-words.ts';
import { perFacts } from './_per-facts.ts';

/** An end that the server announced. */
export interface Announced {
  readonly words: WordsFact;
  readonly text: string;
  /** How many requests it answered, where that can be counted. */
  readonly requests?: number;
  /** What it said about it, of `GOAWAY_TEXTS`. */
  readonly reason: string;
}

/** `Connection: close` from a server that had kept the connection open before, unasked; or GOAWAY without an error. */
export const announcedEnd: (facts: Facts) => Announced | undefined = perFacts((facts) => {
  const goaway = goawayOf(facts);
  if (goaway !== undefined) {
    if (goaway.by !== 'server' || goaway.error !== NO_ERROR) return undefined;
    const { words, text: reason } = goaway;
    const text = 'the server announced the end with GOAWAY and no error';
    return { words, text, reason, ...(words.requestsTaken === undefined ? {} : { requests: words.requestsTaken }) };
  }
  const last = lastWords(facts);
  const turns = facts.turn?.[0]?.turns ?? 0;
  if (last === undefined) return undefined;
  const { clientLast, serverFirst } = last.words;
  if (!isCloseAnnounced({ turns, serverFirst, serverLast: last.said, clientLast })) return undefined;
  const text =
    'the server kept the connection before, and said Connection: close of its own accord with its last answer';
  return { words: last.words, text, requests: Math.floor(turns / 2), reason: '' };
});
