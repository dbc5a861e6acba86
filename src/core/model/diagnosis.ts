/**
 * The answer: who ended a connection, how, when, and the causes that explain it, with the evidence for and against each.
 * Plain data; the words are those of the public record.
 */
import type { Connection } from './connection.ts';
import type { Side } from './endpoint.ts';
import type { TimeNs } from './time.ts';
import type { LineReference } from './witness.ts';

/**
 * How much a piece of evidence says. `proves`: only this cause produces it. `supports`: expected under it and rare
 * otherwise. `hints`: fits, but fits others too. `speaks-against`: not expected under it. `excludes`: cannot be under it.
 */
export type Weight = 'proves' | 'supports' | 'hints' | 'speaks-against' | 'excludes';

/** How sure a verdict is. `certain` must never be wrong. */
export type Confidence = 'certain' | 'likely' | 'possible';

/** Which witness a piece of evidence comes from. */
export type Source = 'capture' | 'kernel' | 'log' | 'process' | 'probe';

/** One piece of evidence for or against a cause. */
export interface Evidence {
  readonly weight: Weight;
  /** A sentence with its numbers. */
  readonly text: string;
  /** frame.number of the packets that show it. */
  readonly packets: readonly number[];
  readonly source: Source;
  /** The line that shows it, where another witness than a capture does. */
  readonly said?: LineReference;
}

/** Who caused the ending. */
export type EndedBy = 'client' | 'server' | 'middlebox' | 'nobody' | 'unknown';

/** How the connection ended as the wire shows it. */
export type EndedHow = 'fin' | 'reset' | 'refused' | 'icmp' | 'timeout' | 'open';

/** What the connection was doing when it ended. */
export type Phase = 'handshake' | 'tls' | 'request' | 'response' | 'idle' | 'closing';

/** How, when and by whom a connection ended. */
export interface Ending {
  readonly by: EndedBy;
  readonly how: EndedHow;
  readonly phase: Phase;
  /** frame.number of the packet that ended it; absent where nothing did. */
  readonly packet?: number;
  readonly timeNs?: TimeNs;
}

/** Whether somebody should look into it. */
export type Severity = 'failure' | 'suspicious' | 'benign';

/** Which part of which machine closed. */
export type Closer =
  | 'server application'
  | 'server kernel'
  | 'client application'
  | 'client kernel'
  | 'middlebox'
  | 'nobody'
  | 'unknown';

/** A cause that would explain the ending too, but ranks lower. */
export interface Alternative {
  readonly cause: string;
  readonly confidence: Confidence;
  /** Why it ranks lower. */
  readonly text: string;
}

/** A cause that looks alike, and the evidence that excludes it. */
export interface RuledOut {
  readonly cause: string;
  readonly text: string;
}

/** The verdict on one connection. */
export interface Verdict {
  /** Id of the cause; reads after "closed because of". */
  readonly cause: string;
  readonly closer: Closer;
  readonly confidence: Confidence;
  /** One sentence a tired person understands. */
  readonly summary: string;
  readonly evidence: readonly Evidence[];
  readonly alternatives: readonly Alternative[];
  readonly ruledOut: readonly RuledOut[];
  /** Facts about the ending that the named cause does not explain. */
  readonly unexplained: readonly string[];
  /** What to fix, the most likely first. */
  readonly advice: readonly string[];
  /** What to capture next to be certain; empty where the verdict is. */
  readonly next: readonly string[];
}

/** One connection, diagnosed. */
export interface Diagnosis {
  readonly connection: Connection;
  /** Where captures were made at both ends: the end whose capture decides, and whose packets and streams are named. */
  readonly decidedAt?: Side;
  readonly ending: Ending;
  readonly severity: Severity;
  readonly verdict: Verdict;
}
