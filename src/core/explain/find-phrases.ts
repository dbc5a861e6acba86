/**
 * Where a text holds the phrases of the dialects. Literals are searched, and expressions only look at a bounded stretch
 * around what was found, so that the time is in proportion to the text.
 */
import type { Dialect, Phrase } from './dialects/_dialect.ts';
import { dialects } from './dialects/index.ts';

/** A phrase that the text holds. */
export interface Hit {
  readonly dialect: Dialect;
  readonly phrase: Phrase;
  /** Where it starts, in UTF-16 units. */
  readonly at: number;
  readonly length: number;
}

/** Characters of the line that expressions see before and after a phrase. */
const SURROUNDINGS = 400;

/** Characters after a phrase that are its stack trace. */
const BELOW = 600;

/** Places at which one literal is tried. */
const MAX_TRIES = 64;

/** What may stand before a sentence in words of every day: punctuation, or a word that tells of failing. */
const BEFORE_SENTENCE =
  /(?:^|[:;([{'"`<>|,=\-–→*!?.\d])\s{0,4}$|\b(?:errors?|failed|failure|errno|exception|because|with|cause|reason|got|was|is|due to)\W{1,3}$/i;
const AFTER_SENTENCE = /^\s{0,4}(?:$|[-.,:;)\]}'"`<>(|!–\\/])/;

/** What may stand around a phrase that is the whole text. */
const AROUND = /^[\s"'`.!]*$/;

const WORD = /\w/;

/** The text in which case does not count: only A–Z change, so that places stay the same. */
export function foldCase(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** The line of the text around a place, cut to what expressions see. */
export function surroundingsOf(text: string, at: number, length: number): string {
  const lineStart = text.lastIndexOf('\n', at - 1) + 1;
  const lineEnd = text.indexOf('\n', at + length);
  const start = Math.max(lineStart, at - SURROUNDINGS);
  const end = Math.min(lineEnd < 0 ? text.length : lineEnd, at + length + SURROUNDINGS);
  return text.slice(start, end);
}

/** All phrases in the text, each once, without those that lie inside another. */
export function findPhrases(text: string): Hit[] {
  const folded = foldCase(text);
  const hits = dialects.flatMap((dialect) =>
    dialect.phrases.flatMap((phrase) => {
      const literals = typeof phrase.says === 'string' ? [phrase.says] : phrase.says;
      return literals.flatMap((literal) => findLiteral({ text, folded }, literal, dialect, phrase));
    }),
  );
  return hits.filter((hit) => !hits.some((other) => covers(other, hit)));
}

/** The systems whose marks the text bears, with the place of the first. */
export function findMarks(text: string): { dialect: Dialect; at: number }[] {
  return dialects.flatMap((dialect) => {
    const places = dialect.marks.map((mark) => text.indexOf(mark)).filter((at) => at >= 0);
    return places.length === 0 ? [] : [{ dialect, at: Math.min(...places) }];
  });
}

function covers(outer: Hit, inner: Hit): boolean {
  const contains = outer.at <= inner.at && outer.at + outer.length >= inner.at + inner.length;
  // A frame says less than what it frames.
  return contains && outer.length > inner.length && (outer.phrase.wrapper !== true || inner.phrase.wrapper === true);
}

function findLiteral(
  { text, folded }: { readonly text: string; readonly folded: string },
  literal: string,
  dialect: Dialect,
  phrase: Phrase,
): Hit[] {
  const [hay, needle] = phrase.exact ? [text, literal] : [folded, foldCase(literal)];
  let at = hay.indexOf(needle);
  for (let tries = 0; at >= 0 && tries < MAX_TRIES; tries++) {
    if (standsAlone(hay, at, needle) && fits(text, at, needle.length, phrase))
      return [{ dialect, phrase, at, length: needle.length }];
    at = hay.indexOf(needle, at + 1);
  }
  return [];
}

function standsAlone(hay: string, at: number, needle: string): boolean {
  const before = hay[at - 1] ?? '';
  const after = hay[at + needle.length] ?? '';
  return !(WORD.test(needle[0]!) && WORD.test(before)) && !(WORD.test(needle.at(-1)!) && WORD.test(after));
}

function fits(text: string, at: number, length: number, phrase: Phrase): boolean {
  if (phrase.whole && !(AROUND.test(text.slice(0, at)) && AROUND.test(text.slice(at + length)))) return false;
  if (phrase.sentence) {
    const before = text
      .slice(Math.max(0, at - 24), at)
      .split('\n')
      .at(-1)!;
    const after = text.slice(at + length, at + length + 8).split('\n')[0]!;
    if (!BEFORE_SENTENCE.test(before) || !AFTER_SENTENCE.test(after)) return false;
  }
  if (phrase.below !== undefined && !phrase.below.test(text.slice(at, at + BELOW))) return false;
  if (phrase.near === undefined && phrase.notNear === undefined) return true;
  const surroundings = surroundingsOf(text, at, length);
  return (phrase.near?.test(surroundings) ?? true) && !(phrase.notNear?.test(surroundings) ?? false);
}
