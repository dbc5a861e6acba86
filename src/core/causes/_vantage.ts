/** What follows from where the capture was made: what an end sent left it, and what came there came to it. */
import type { Side } from '../model/endpoint.ts';
import type { Facts, VantageFact } from '../model/fact.ts';

/** The capture was made at this end, as whoever made it says. */
export function madeAt(facts: Facts, side: Side): VantageFact | undefined {
  return facts.vantage?.find(({ at }) => at === side);
}
