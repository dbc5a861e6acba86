/** What a reset says of itself, in words; shared by the causes that weigh one. */
import type { Evidence } from '../model/diagnosis.ts';
import type { Facts, ResetFact } from '../model/fact.ts';
import { count, hints } from './_evidence.ts';

/** Reasons of draft-ietf-tcpm-rst-diagnostic-payload. */
const REASONS: Readonly<Record<number, string>> = {
  1: 'an option has an illegal length',
  3: 'data came after its close',
  4: 'its program aborted',
  8: 'a message was malformed',
  9: 'not authorized',
  10: 'a limit of resources is exceeded',
  11: 'the network failed',
  12: 'a reset was received from the peer',
  13: 'the destination cannot be reached',
  14: 'the connection timed out',
  15: 'too much data is outstanding',
  16: 'the performance is not acceptable',
  17: 'a device on the path interferes',
};

/** The reset with this packet number says why, by its own account: anybody who can send it can write anything. */
export function resetWordsEvidence(facts: Facts, packet: number): Evidence[] {
  const reset = facts.reset?.find(({ packets }) => packets[0] === packet);
  return reset?.says === undefined ? [] : [hints(reset, resetWordsText(reset))];
}

/** The same, or how much payload there is that says nothing that is known. */
export function resetWordsText({ says, payloadLength }: ResetFact): string {
  if (says?.text !== undefined) {
    const writer = says.text.startsWith('BIG-IP') ? ', as a BIG-IP of F5 writes' : '';
    return `the reset itself says “${says.text}”${writer}`;
  }
  if (says?.reason !== undefined) {
    const meaning = REASONS[says.reason];
    return `the reset itself gives reason ${says.reason}${meaning === undefined ? '' : ` (${meaning})`}`;
  }
  return `it carries ${count(payloadLength, 'byte')} of payload, as devices do that say why they reset (RFC 9293 §3.5.3)`;
}
