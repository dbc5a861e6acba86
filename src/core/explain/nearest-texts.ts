/** Known texts that are like one that is not known: by a mistyped name, or by the words they share. */
import { findNearest } from '../report/nearest.ts';
import { dialects } from './dialects/index.ts';

const MAX_NEAREST = 3;
const MAX_WORDS = 200;

/** Words of every second error text say nothing about which it is. */
const COMMON = new Set(
  'error failed failure connection connect server client from with while that this been because could not the and for was has have'.split(
    ' ',
  ),
);

/** At most three known texts, the nearest first; none where nothing is near. */
export function nearestTexts(text: string): string[] {
  const literals = dialects.flatMap(({ phrases }) =>
    phrases.flatMap(({ says, whole }) => (whole ? [] : typeof says === 'string' ? [says] : says)),
  );
  const names = literals.filter((literal) => /^[A-Z][A-Z0-9_]{4,}$/.test(literal));
  const typed = (text.match(/\b[A-Z][A-Z0-9_]{4,40}\b/g) ?? []).slice(0, 8);
  const mistyped = typed.map((name) => findNearest(name, names)).filter((name) => name !== undefined);
  const words = wordsOf(text);
  const shared = literals
    .map((literal) => ({ literal, count: [...wordsOf(literal)].filter((word) => words.has(word)).length }))
    .filter(({ count }) => count >= 2)
    .sort((a, b) => b.count - a.count || a.literal.length - b.literal.length)
    .map(({ literal }) => literal);
  return [...new Set([...mistyped, ...shared])].slice(0, MAX_NEAREST);
}

function wordsOf(text: string): Set<string> {
  const words = (
    text
      .slice(0, 16384)
      .toLowerCase()
      .match(/[a-z]{4,20}/g) ?? []
  ).slice(0, MAX_WORDS);
  return new Set(words.filter((word) => !COMMON.has(word)));
}
