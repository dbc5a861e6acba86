/** What the inside of a run (inside.ts) tells the command that started it. */
import type { RecordingFacts } from './recording.ts';
import type { Vantage } from './tap.ts';

/** A scenario to run, with an IP version. */
export interface Job {
  readonly id: string;
  readonly version: 4 | 6;
  /** Name of its recording. */
  readonly name: string;
}

/** A recording on its way: captures in base64. */
export interface WireRecording {
  readonly name: string;
  readonly facts: RecordingFacts;
  readonly captures: Readonly<Record<Vantage, string>>;
  readonly kernel: readonly string[];
  readonly logs: readonly (readonly [name: string, text: string])[];
}

/** One line of it. `kept`: the hosts stay until a line comes on standard input. `broken`: the run cannot go on. */
export type InsideEvent =
  | { readonly kind: 'started'; readonly name: string }
  | { readonly kind: 'recorded'; readonly recording: WireRecording }
  | { readonly kind: 'failed'; readonly name: string; readonly message: string }
  | { readonly kind: 'kept'; readonly name: string; readonly failure?: string }
  | { readonly kind: 'broken'; readonly message: string };
