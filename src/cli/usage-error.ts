/** The command line was wrong: what was, where, and what was probably meant. Ends with exit status 2. */

/** A part of a text that the user typed, in UTF-16 units. */
export interface Excerpt {
  readonly text: string;
  readonly position: number;
  readonly length: number;
}

/** Wrong usage. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  /** What to do about it. */
  readonly hint: string | undefined;
  /** Where in what was typed. */
  readonly excerpt: Excerpt | undefined;

  constructor(message: string, options: { readonly hint?: string | undefined; readonly excerpt?: Excerpt } = {}) {
    super(message);
    this.hint = options.hint;
    this.excerpt = options.excerpt;
  }
}
