/**
 * The environment said no: a missing file, a missing permission, a tool that is not there. What is wrong with the data is
 * a Problem instead, and a caller's mistake a TypeError or RangeError.
 */

/** What the environment refused; stable, for programs. */
export type WhyclosedErrorCode =
  | 'file-not-found'
  | 'is-a-directory'
  | 'permission-denied'
  /** The system failed to open or read a file for another reason. */
  | 'read-failed'
  /** Standard input is a terminal, where no capture can come from. */
  | 'input-is-terminal'
  /** No packet could be read from the input at all. */
  | 'nothing-readable'
  /** Only some systems have what this needs. */
  | 'unsupported-platform'
  /** A program that is needed is not installed. */
  | 'missing-program'
  /** The lab is not part of the installed package. */
  | 'no-lab'
  /** The lab could not be set up, or ended before its time. */
  | 'lab-failed';

/** What a `WhyclosedError` can carry besides its message. */
export interface WhyclosedErrorOptions {
  /** What to do about it, a sentence without a full stop. */
  readonly hint?: string;
  /** The error this one is made from. */
  readonly cause?: unknown;
}

/** Whether it is a `WhyclosedError`; also one of another copy of this module, as the bundled command and the lab have. */
export function isWhyclosedError(error: unknown): error is WhyclosedError {
  return error instanceof Error && error.name === 'WhyclosedError';
}

/** Thrown where the environment keeps whyclosed from working; the message says what cannot be done and why. */
export class WhyclosedError extends Error {
  readonly code: WhyclosedErrorCode;
  readonly hint: string | undefined;

  constructor(code: WhyclosedErrorCode, message: string, { hint, cause }: WhyclosedErrorOptions = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'WhyclosedError';
    this.code = code;
    this.hint = hint;
  }
}
