/** What many causes ask of the same connection is found out once. */
import type { Facts } from '../model/fact.ts';

/** The same function, which remembers its answer for the connection it was asked about last: facts never change. */
export function perFacts<Answer>(read: (facts: Facts) => Answer): (facts: Facts) => Answer {
  let known: { readonly facts: Facts; readonly answer: Answer } | undefined;
  return (facts) => {
    if (known?.facts !== facts) known = { facts, answer: read(facts) };
    return known.answer;
  };
}
