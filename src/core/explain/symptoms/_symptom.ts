/** What a symptom is: one thing that can happen to a connection, as the program at one end is told of it. */
import type { Stage } from '../../model/explanation.ts';

/** What tells the causes of a symptom apart. */
export type NextStepKind =
  | 'probe'
  | 'probe-tls'
  | 'capture'
  | 'both-ends'
  | 'resolve-name'
  | 'local-ports'
  | 'listeners'
  | 'open-files'
  | 'server-log'
  | 'deeper';

/** A symptom. */
export interface Symptom {
  /** kebab-case; the file's name. */
  readonly id: string;
  /** Reads as a sentence without its full stop. */
  readonly title: string;
  readonly stage: Stage;
  /** What is so wherever the text is true. */
  readonly proves: readonly string[];
  /** What it looks as if the text said, but does not. */
  readonly leavesOpen: readonly string[];
  /** Ids of the catalogue with half a sentence each, the likeliest first. */
  readonly causes: readonly (readonly [cause: string, because: string])[];
  readonly next: NextStepKind;
  /** What may be done again without harm. */
  readonly retry: string;
}
