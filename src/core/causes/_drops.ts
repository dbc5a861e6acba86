/** What a kernel says that it dropped while packets of this connection were sent in vain. */

import type { Closer, Evidence } from '../model/diagnosis.ts';
import { type DropReason, FILTER_DROPS } from '../model/drop-reason.ts';
import type { Side } from '../model/endpoint.ts';
import type { Facts, KernelDropFact } from '../model/fact.ts';
import { testify } from './_witness.ts';

/** Drops for one of these reasons, of what this side sent in vain. */
export function dropOf(facts: Facts, from: Side, reasons: readonly DropReason[]): KernelDropFact | undefined {
  return facts['kernel-drop']?.find((fact) => fact.from === from && reasons.includes(fact.reason));
}

/** Drops by a packet filter. */
export function filteredFrom(facts: Facts, from: Side): KernelDropFact | undefined {
  return dropOf(facts, from, FILTER_DROPS);
}

/** `the server’s kernel dropped 3 packets, with the same waits … (kfree_skb: IP_RPFILTER)`; a hint where others may fit as well. */
export function dropEvidence(drop: KernelDropFact | undefined): Evidence[] {
  if (drop === undefined) return [];
  const { tries, reason, isSure } = drop;
  const text = `${whoseKernel(drop)} dropped ${tries} packets, with the same waits between them as between these (kfree_skb: ${reason})`;
  return [testify(isSure ? 'supports' : 'hints', drop, text)];
}

function whoseKernel({ at }: KernelDropFact): string {
  return at === undefined ? 'a kernel' : `the ${at}’s kernel`;
}

/** Who is to blame: the host whose kernel it is, where that is known; a router has a kernel as well. */
export function dropCloser({ at }: KernelDropFact): Closer {
  return at === undefined ? 'unknown' : `${at} kernel`;
}
