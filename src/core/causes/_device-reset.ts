/**
 * A reset that a device on the path sent in an end's name in answer to a packet of the established connection, as far as its
 * distance tells; shared by the causes that differ in why the device no longer wanted the connection.
 */
import type { Evidence } from '../model/diagnosis.ts';
import type { Facts, ResetFact, TtlFact } from '../model/fact.ts';
import { tooSoonText } from './_distance.ts';
import { closingReset, hints } from './_evidence.ts';
import { fateOf } from './_other-end.ts';
import { madeHere, madeHereText } from './_passage.ts';
import { otherTtlText, ttlOf } from './_sender.ts';

/** The reset, and what says that it is not the end's own. */
export interface DeviceReset {
  readonly reset: ResetFact;
  readonly evidence: readonly Evidence[];
}

/**
 * Whether a reset at numbers that fit is a device's own, by its distance: another one; or another start value, and without the
 * time stamp that both ends had agreed on.
 */
export function isOfDevice({ relation }: TtlFact, { form, lacksTimestamp }: ResetFact): boolean {
  return form === 'active' && (relation === 'different' || (relation === 'other-start' && lacksTimestamp));
}

/** The bare reset of a device, where one ended an established connection on which both had spoken. */
export function deviceReset(facts: Facts): DeviceReset | undefined {
  const reset = closingReset(facts);
  const stage = facts.handshake?.[0]?.stage;
  if (reset?.form !== 'passive' || (stage !== 'complete' && stage !== 'unseen')) return undefined;
  if (reset.sinceHeardNs === undefined) return undefined;
  const ttl = ttlOf(facts, reset.packets[0]);
  const tooSoon = tooSoonText(facts, reset);
  const other = fateOf(facts, reset.from);
  const made = madeHere(facts, reset.packets[0]);
  const evidence: Evidence[] = [];
  if (made !== undefined) evidence.push(hints(made, madeHereText(made)));
  if (ttl?.relation === 'different') evidence.push(hints(ttl, otherTtlText(ttl)));
  if (tooSoon !== undefined) evidence.push(hints(reset, tooSoon));
  if (other?.fate === 'born-between') {
    evidence.push(hints(other, `the capture made at the ${reset.from} has no such reset: it was born between`));
  }
  return evidence.length === 0 ? undefined : { reset, evidence };
}
