/** What the formats have in common: rules, and how a reading is put together. */
import type { LogMeaning, LogTime } from '../model/witness.ts';
import type { LogLine, LogReading } from './_log-format.ts';

/** The longest quote, in characters. */
export const QUOTE_MAX = 160;

/** A text and what it means. The expression begins with `^` and takes no longer the longer a line is, than in proportion. */
export interface Rule {
  readonly says: RegExp;
  readonly meaning: LogMeaning;
}

/** The rule that a text keeps, with what its expression found. */
export interface Match {
  readonly meaning: LogMeaning;
  readonly found: RegExpExecArray;
}

/** The first of the rules whose expression fits. */
export function findRule(rules: readonly Rule[], text: string): Match | undefined {
  for (const { says, meaning } of rules) {
    const found = says.exec(text);
    if (found !== null) return { meaning, found };
  }
  return undefined;
}

/** A reading whose parts may be unknown. */
export type Parts = { readonly [Key in keyof LogReading]: LogReading[Key] | undefined } & {
  readonly program: string;
  readonly meaning: LogMeaning;
  readonly quote: string;
};

/** The reading: unknown parts left out, and the quote as long as it may be. */
export function toReading(
  parts: { readonly [Key in keyof Parts]?: Parts[Key] } & Pick<Parts, 'program' | 'meaning' | 'quote'>,
): LogReading {
  const known = Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined));
  return { ...known, program: parts.program, meaning: parts.meaning, quote: cutQuote(parts.quote) };
}

/** When a line was written: as it says itself, or what stood in front of it; the one with a time zone rather than without. */
export function chooseTime(own: LogTime | undefined, line: LogLine): LogTime | undefined {
  if (own === undefined) return line.time;
  return !own.zoned && line.time?.zoned === true ? line.time : own;
}

/** The number of a process, where the text is one. */
export function toPid(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : undefined;
}

function cutQuote(text: string): string {
  if (text.length <= QUOTE_MAX) return text;
  const last = text.charCodeAt(QUOTE_MAX - 1);
  // Half a character is none.
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? QUOTE_MAX - 1 : QUOTE_MAX);
}
