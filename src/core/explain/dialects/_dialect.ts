/**
 * What a dialect is: the texts by which one system says that a connection failed. Texts are literal, so that reading
 * takes time in proportion to the text, whatever it holds; where a literal is not enough, an expression looks at its
 * surroundings only.
 */
import type { Operation } from '../../model/explanation.ts';

/** A text that a system prints. */
export interface Phrase {
  /** Literal, without regard to the case of A–Z; of several, each counts. It stands between ends of words. */
  readonly says: string | readonly string[];
  /** Id of the symptom; absent where `code` decides. */
  readonly symptom?: string;
  /** Name of the error; one of the operating system decides by what was being done. */
  readonly code?: string;
  readonly operation?: Operation;
  /** What else has to stand near: 400 characters before to 400 after, on the same line. */
  readonly near?: RegExp;
  /** What has to stand in the 600 characters after it, on whatever line: in a stack trace. */
  readonly below?: RegExp;
  /** What must not stand near. */
  readonly notNear?: RegExp;
  /** The case counts, as in codes of two letters. */
  readonly exact?: boolean;
  /** The text holds nothing else. */
  readonly whole?: boolean;
  /** A sentence in words of every day: what stands before and after it has to be punctuation, or words of failing. */
  readonly sentence?: boolean;
  /** It says that something failed and leaves the reason to a text beneath it. */
  readonly wrapper?: boolean;
  /** Where it is written that the system prints this, if elsewhere than the rest. */
  readonly source?: string;
}

/** A system and its texts. */
export interface Dialect {
  /** The file's name. */
  readonly id: string;
  /** Name for people. */
  readonly title: string;
  /**
   * How near the user of a connection the system is: 0 an operating system, 1 a library, 2 a language, 3 a framework or
   * client, 4 a tool, 5 a gateway. Of several that a text holds, the one with the highest is the one that speaks.
   */
  readonly level: 0 | 1 | 2 | 3 | 4 | 5;
  /** Where its texts are written. */
  readonly source: string;
  /** Literals that tell who speaks, and nothing more. */
  readonly marks: readonly string[];
  readonly phrases: readonly Phrase[];
}
