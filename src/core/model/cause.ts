/**
 * What a cause is: a name, who closes under it, what would prove it, and a function that weighs the facts. A cause sees
 * facts only and knows no other cause; ranking happens elsewhere and knows no cause.
 */
import type { Closer, Evidence, Severity } from './diagnosis.ts';
import type { Facts } from './fact.ts';

/** What a cause makes of the facts. */
export interface Assessment {
  /** For and against; a cause with nothing for it is not named. */
  readonly evidence: readonly Evidence[];
  /** One sentence for people: who did what. */
  readonly summary: string;
  readonly closer: Closer;
  /** Where it depends on the facts; else the cause's own. */
  readonly severity?: Severity;
  /** Broader causes that this says more precisely under these facts, besides those that it always does. */
  readonly refines?: readonly string[];
  /** Where they depend on the facts; else the cause's own. */
  readonly wouldBeProvedBy?: readonly string[];
  readonly advice?: readonly string[];
}

/** A reason why connections end. Reads after "closed because of". */
export interface Cause {
  /** kebab-case noun phrase for the failing state; the file's name and its page's. */
  readonly id: string;
  /** A few words for an overview line. */
  readonly title: string;
  readonly severity: Severity;
  /** Broader causes that this one, where it holds as surely, says more precisely; they are then not named. */
  readonly refines?: readonly string[];
  /**
   * Causes that this one may be behind: where it is only possible, it is named beside them alone, and not where another cause
   * has explained the connection.
   */
  readonly behind?: readonly string[];
  /** Named only where no other cause is. */
  readonly fallback?: boolean;
  /**
   * Packets of one capture never show it: it leaves none, or what many others leave. A kernel, a log, a program or a capture
   * at the other end can tell.
   */
  readonly beyondPackets?: boolean;
  /** What to capture or look at to be certain, most telling first. */
  readonly wouldBeProvedBy: readonly string[];
  /** What to do, the most likely to help first. */
  readonly advice: readonly string[];
  /** `undefined` where the facts do not concern this cause at all. */
  readonly weigh: (facts: Facts) => Assessment | undefined;
}
