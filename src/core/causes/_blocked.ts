/** What the log of a firewall says of a packet that it did not let through; shared by the causes of silence and of refusals. */
import type { Evidence } from '../model/diagnosis.ts';
import type { Side } from '../model/endpoint.ts';
import type { Facts, LogFact, StallFact } from '../model/fact.ts';
import { SECOND, type TimeNs } from '../model/time.ts';
import { testify } from './_witness.ts';

/** Clocks of two hosts differ. */
const CLOCKS_APART: TimeNs = 5 * SECOND;

/** A line that names this connection, of a packet that this end sent. */
export function blockedFrom(facts: Facts, side: Side): LogFact | undefined {
  return facts.log?.find(({ meaning, by, from }) => meaning === 'blocked' && by === 'connection' && from === side);
}

/** The same, written while data was repeated in vain at the end of the connection. */
export function blockedDuring(facts: Facts, { side, spanNs }: StallFact): LogFact | undefined {
  const log = blockedFrom(facts, side);
  return log?.afterCloseNs !== undefined && -log.afterCloseNs <= spanNs + CLOCKS_APART ? log : undefined;
}

/** `the packet filter of Linux wrote of this SYN “…”: it did not let it through`. */
export function blockedEvidence(log: LogFact | undefined, what: string): Evidence[] {
  if (log === undefined) return [];
  return [testify('supports', log, `${log.program} wrote of ${what} “${log.quote}”: it did not let it through`)];
}
