/** Reading captures into verdicts, as the commands need it: the files' reader and the core's Diagnoser put together. */
import type { Diagnosis } from '../core/model/diagnosis.ts';
import type { BaseSeconds } from '../core/model/time.ts';
import type { CaptureSummary } from '../core/report/record.ts';
import type { ReadingProgress } from './progress.ts';

/** What the reading tells while it goes on, and what may stop it. */
export interface ReadingHooks {
  /** Whether connections that ended well are wanted too. */
  readonly all: boolean;
  readonly onDiagnosis: (diagnosis: Diagnosis, base: BaseSeconds) => void;
  readonly onProgress: (progress: ReadingProgress) => void;
  /** Ends the reading; what was read until then is the answer. */
  readonly signal: AbortSignal;
}

/** What was read. */
export interface Reading {
  readonly summary: CaptureSummary;
  /** What the times of the diagnoses count from. */
  readonly base: BaseSeconds;
}

/** Reads files ("-" is standard input) as one capture. */
export type CaptureReader = (paths: readonly string[], hooks: ReadingHooks) => Promise<Reading>;

/** The reader of this program. */
export const readCaptures: CaptureReader = async () => {
  throw new Error('reading is not connected yet');
};
