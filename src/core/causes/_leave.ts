/** Who had said goodbye before the other closed: a FIN behind that only answers it. */
import type { Evidence } from '../model/diagnosis.ts';
import { otherSide } from '../model/endpoint.ts';
import type { Facts, FinFact } from '../model/fact.ts';
import { hints } from './_evidence.ts';
import { hasTakenLeave } from './_words.ts';

/** The other end's goodbye before this FIN: of TLS (RFC 5246 §7.2.1), or of the protocol of the client. */
export function leaveEvidence(facts: Facts, fin: FinFact): Evidence[] {
  const other = otherSide(fin.from);
  const tls = facts.tls?.[0];
  const left = tls?.leaves[other];
  if (tls !== undefined && left !== undefined && left.number < fin.packets[0]) {
    return [{ ...hints(tls, `the ${other} had said goodbye before (close_notify)`), packets: [left.number] }];
  }
  const words = facts.words?.[0];
  if (words === undefined || other !== 'client' || !hasTakenLeave(facts)) return [];
  return [hints(words, 'the client had said goodbye before')];
}
