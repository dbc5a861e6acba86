/** What a capture made at the other end says of the packet that closed the connection; shared by the causes that ask who sent it. */
import type { Evidence } from '../model/diagnosis.ts';
import type { Side } from '../model/endpoint.ts';
import type { Facts, OtherEndFact } from '../model/fact.ts';
import { excludes, hints, proves, supports } from './_evidence.ts';
import { madeAt } from './_vantage.ts';

/** What became of the packet that bears this side's address and closed the connection; undefined where nothing is known. */
export function fateOf(facts: Facts, from: Side): OtherEndFact | undefined {
  const other = facts['other-end']?.[0];
  return other?.fate === undefined || other.closingFrom !== from ? undefined : other;
}

/** Whether the sender's own capture has the closing packet, or this is that capture: it did send it. */
export function isGenuine(facts: Facts, from: Side): boolean {
  const fate = fateOf(facts, from)?.fate;
  return fate === 'sent' || fate === 'arrived' || fate === 'lost' || madeAt(facts, from) !== undefined;
}

/** Evidence against `from` itself having sent this packet, where its own capture has none such. */
export function fateEvidence(facts: Facts, from: Side, packet: number): Evidence[] {
  const other = fateOf(facts, from);
  if (other?.fate !== 'born-between' || other.packets[0] !== packet) return [];
  const text = `the capture made at the ${from} has no such packet: the ${from} never sent it`;
  return [excludes(other, text)];
}

/** The server answered the SYN, by its own capture, and the answer did not come to the client. */
export function lostAnswer(facts: Facts): OtherEndFact | undefined {
  const other = facts['other-end']?.[0];
  return other?.replied === true ? other : undefined;
}

/**
 * Whether more than its absence says that a reset was not sent by the end whose address it bears. A capture that drops one
 * packet lacks it as well: by that end's own capture it sent on, or the reset came from another distance than the rest of a
 * connection that both ends had spoken on.
 */
export function isCorroborated(facts: Facts, other: OtherEndFact, packet: number): boolean {
  // It may have been sent and ignored, and not be what ended the connection.
  if (other.unheeded) return false;
  if (other.wentOn) return true;
  const isOther =
    facts.ttl?.some(({ packets, relation }) => packets[0] === packet && relation === 'different') === true;
  return isOther && facts.handshake?.[0]?.stage === 'complete' && facts.turn !== undefined;
}

/** How much it says that the end in whose name a reset came has none such in its own capture. */
export function weighAbsence(facts: Facts, other: OtherEndFact, packet: number): typeof supports {
  if (isCorroborated(facts, other, packet)) return proves;
  return other.lossy ? hints : supports;
}
