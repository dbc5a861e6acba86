/** What the machine that captured, and forwards the connection, did itself; shared by the causes that ask who sent or stopped a packet. */
import type { Evidence } from '../model/diagnosis.ts';
import type { Side } from '../model/endpoint.ts';
import type { Facts, PassageFact } from '../model/fact.ts';
import { count, supports } from './_evidence.ts';

/** That the closing packet with this number was made by the machine that captured. */
export function madeHere(facts: Facts, packet: number): PassageFact | undefined {
  return facts.passage?.find(({ what, packets }) => what === 'made-here' && packets[0] === packet);
}

/** The same, in words. */
export function madeHereText({ from, passed }: PassageFact): string {
  const others =
    passed > 0 ? `the ${from}’s other packets came in and went out` : 'others from there come in and go out';
  return `the machine that captured sent it: it only went out, and ${others}`;
}

/** That what a side sent last came to the machine that captured, and went no further. */
export function stoppedHere(facts: Facts, from: Side): PassageFact | undefined {
  return facts.passage?.find((fact) => fact.what === 'stopped-here' && fact.from === from);
}

/** The same, in words. */
export function stoppedHereText({ from, count: stopped, passed }: PassageFact): string {
  const before = passed > 0 ? `, as what the ${from} had sent before did` : '';
  return `${count(stopped, 'packet')} of the ${from} came to the machine that captured and did not go out${before}`;
}

/** Evidence that the machine that captured answered in the sender's place. */
export function deviceEvidence(facts: Facts, from: Side, packet: number): Evidence[] {
  const made = madeHere(facts, packet);
  if (made === undefined) return [];
  const stopped = stoppedHere(facts, from === 'server' ? 'client' : 'server');
  const found = [supports(made, madeHereText(made))];
  if (stopped !== undefined) found.push(supports(stopped, stoppedHereText(stopped)));
  return found;
}
