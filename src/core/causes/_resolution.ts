/** What the packets say of the hardware address of an end, in words; shared by the causes that ask why an end was not reached. */
import type { Side } from '../model/endpoint.ts';
import type { AddressTakenFact, UnresolvedFact } from '../model/fact.ts';
import { count, duration } from './_evidence.ts';

/** That an address was asked for in vain, in words: who asked, how often and how long, and how it shows that there was no answer. */
export function unresolvedText(fact: UnresolvedFact): string {
  const { address, asker, answersShown, first, last } = fact;
  const where = `packets ${first} to ${last}${inCapture(fact)}`;
  const asked = `${asker} asked ${count(fact.count, 'time')} in ${duration(fact.spanNs)} who has ${address} (${where})`;
  if (answersShown === undefined) return `${asked}; an answer may have gone past this capture`;
  return `${asked}, and nobody answered${answersShown === 'asked' ? ', not even the machine that captured' : ''}`;
}

/** That another hardware address took the IP address of a side, in words. */
export function takenText(fact: AddressTakenFact): string {
  const { address, before, after, first, again, already } = fact;
  const took = `${after} took ${address} (packet ${first}${inCapture(fact)}), which ${before} had before`;
  if (again === undefined && already !== undefined)
    return `${took}, and had been ${after}’s before that (packet ${already}${inCapture(fact)})`;
  return again === undefined ? took : `${took} and went on to use (packet ${again}${inCapture(fact)})`;
}

function inCapture({ at }: { readonly at?: Side | undefined }): string {
  return at === undefined ? '' : ` of the ${at}’s capture`;
}
