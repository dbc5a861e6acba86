/** What a measurement of a target comes to, as plain data that survives JSON: many connections, one answer. */
import type { Endpoint } from '../../core/model/endpoint.ts';

/** What can be measured. */
export type Measured = 'idle-timeout' | 'repetition' | 'payload-sizes' | 'path';

/** One thing that was tried; which fields it has depends on what was measured. Seconds are numbers with fractions. */
export interface MeasuredSample {
  /** When it began or, of an idle connection, when it was used or ended; seconds since the start. */
  readonly at: number;
  readonly outcome: string;
  /** What the outcome means for the question. */
  readonly good: boolean;
  readonly address?: string;
  /** How long the connection had lain idle. */
  readonly idleSeconds?: number;
  /** How long it had been open. */
  readonly ageSeconds?: number;
  /** Bytes of TCP payload that were sent. */
  readonly bytes?: number;
  /** The bytes were sent in small pieces. */
  readonly pieces?: boolean;
  /** Stage that failed: `connect`, `tls`, `talk`. */
  readonly stage?: string;
  readonly connectSeconds?: number;
  readonly tlsSeconds?: number;
  readonly answerSeconds?: number;
  /** Hop number, from 1. */
  readonly hop?: number;
  /** What the other end said, a line of at most 200 characters. */
  readonly said?: string;
}

/** What was found, in one word; closed lists, one for each measurement. */
export type Finding =
  | 'closes-idle'
  | 'loses-idle'
  | 'keeps-idle'
  | 'closes-old'
  | 'not-kept-open'
  | 'unsteady'
  | 'always-works'
  | 'never-works'
  | 'sometimes-fails'
  | 'bad-address'
  | 'black-hole'
  | 'size-refused'
  | 'no-black-hole'
  | 'reaches'
  | 'stops'
  | 'undecided';

/** The answer. */
export interface Measurement {
  readonly measured: Measured;
  /** RFC 3339, UTC. */
  readonly start: string;
  readonly server?: Endpoint;
  readonly finding: Finding;
  /** How sure the finding is; absent where nothing was found. */
  readonly confidence?: 'certain' | 'likely' | 'possible';
  readonly severity: 'failure' | 'suspicious' | 'benign';
  /** Id of the cause in the catalogue whose page says more. */
  readonly cause?: string;
  /** One sentence. */
  readonly summary: string;
  /** What it rests on, what it does not show. */
  readonly reasons: readonly string[];
  readonly advice: readonly string[];
  readonly samples: readonly MeasuredSample[];
  /** The user or the caller ended it before it was through. */
  readonly interrupted: boolean;
  readonly seconds: number;
}

/** How a judgement leaves out what the runner knows. */
export type Judged = Pick<
  Measurement,
  'finding' | 'confidence' | 'severity' | 'cause' | 'summary' | 'reasons' | 'advice'
>;
