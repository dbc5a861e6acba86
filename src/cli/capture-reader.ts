/** Reading captures into verdicts, as the commands need it: the files' reader and the core's Diagnoser put together. */
import { createPacketView } from '../core/capture/_packet-view.ts';
import { Diagnoser } from '../core/diagnose/diagnoser.ts';
import type { Witnesses } from '../core/diagnose/witnesses.ts';
import type { Diagnosis } from '../core/model/diagnosis.ts';
import type { Side } from '../core/model/endpoint.ts';
import type { BaseSeconds } from '../core/model/time.ts';
import type { CaptureSummary } from '../core/report/record.ts';
import { type CaptureFiles, openCaptureFiles } from '../node/capture-files.ts';
import type { ReadingProgress } from './progress.ts';
import { YoungGeneration } from './young-generation.ts';

/** What the reading tells while it goes on, and what may stop it. */
export interface ReadingHooks {
  /** Whether connections that ended well are wanted too. */
  readonly all: boolean;
  /** The end that the capture was made at, where it was said. */
  readonly at?: Side | undefined;
  /** What kernels and logs say besides. */
  readonly witnesses?: Witnesses | undefined;
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

/** Reads files ("-" is standard input) as one capture; throws a WhyclosedError where nothing could be read. */
export type CaptureReader = (paths: readonly string[], hooks: ReadingHooks) => Promise<Reading>;

/** The reader of this program. */
export const readCaptures: CaptureReader = async (paths, hooks) => {
  const diagnoser: Diagnoser = new Diagnoser({
    all: hooks.all,
    ...(hooks.witnesses === undefined ? {} : { witnesses: hooks.witnesses }),
    ...(hooks.at === undefined ? {} : { at: hooks.at }),
    onDiagnosis: (diagnosis) => hooks.onDiagnosis(diagnosis, diagnoser.context.base.seconds ?? 0),
  });
  return await readInto(diagnoser, paths, hooks);
};

/** Reads files into a diagnoser of one's own. */
export async function readInto(
  diagnoser: Diagnoser,
  paths: readonly string[],
  hooks: Pick<ReadingHooks, 'onProgress' | 'signal'>,
): Promise<Reading> {
  const files = await openCaptureFiles(paths, diagnoser.context);
  // A pipe on which nothing comes is waited for; closing it ends the wait.
  const close = (): void => files.close();
  hooks.signal.addEventListener('abort', close);
  try {
    await takeAll(files, diagnoser, hooks);
  } finally {
    hooks.signal.removeEventListener('abort', close);
    close();
  }
  const failure = hooks.signal.aborted ? undefined : files.failure();
  if (failure !== undefined) throw failure;
  const { baseSeconds, ...summary } = diagnoser.finish();
  return { summary, base: baseSeconds };
}

async function takeAll(
  files: CaptureFiles,
  diagnoser: Diagnoser,
  { signal, onProgress }: Pick<ReadingHooks, 'onProgress' | 'signal'>,
): Promise<void> {
  const packet = createPacketView();
  const young = new YoungGeneration();
  while (!signal.aborted) {
    let step = files.next(packet);
    while (step === 'packet') {
      diagnoser.take(packet);
      step = files.next(packet);
    }
    if (step === 'end') return;
    const { currentFile: file, bytesRead: bytes, totalBytes } = files;
    onProgress({ file, bytes, ...(totalBytes === undefined ? {} : { totalBytes }) });
    young.watch();
    await files.more();
  }
}
