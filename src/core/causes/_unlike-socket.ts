/**
 * What a reset in the midst of silence has not that a live socket of its sender would give it: the options and the ACK with
 * which systems abort. Devices that end idle connections in the name of both ends often spare themselves these.
 */
import type { ResetFact } from '../model/fact.ts';

/** What it lacks, as the predicate of a sentence; `undefined` where it is as a socket’s. */
export function lackOf(reset: ResetFact): string | undefined {
  if (reset.lacksTimestamp) return 'lacks the timestamp option that this connection uses';
  return reset.hasAck ? undefined : 'is bare, where systems that abort a connection send RST|ACK';
}
