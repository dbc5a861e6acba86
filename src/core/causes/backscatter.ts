/**
 * A SYN-ACK that nobody asked for: somebody sent SYNs with this host's address in them, and what comes here are the answers
 * (Moore, Voelker and Savage, "Inferring Internet Denial-of-Service Activity", 2001). The kernel resets it (RFC 9293 §3.10.7.2).
 */
import type { Cause } from '../model/cause.ts';
import { closingReset, hints } from './_evidence.ts';

export const cause: Cause = {
  id: 'backscatter',
  title: 'an answer to a SYN that was never sent from here',
  severity: 'suspicious',
  refines: [
    'capture-started-late',
    'injected-reset',
    'half-open-connection',
    'still-open',
    'insufficient-evidence',
    'client-abort',
  ],
  wouldBeProvedBy: [
    'a capture on this host that covers the moments before: no SYN leaves it',
    'SYN-ACKs from the same address to many others that never asked it',
  ],
  advice: [
    'Nothing is wrong here: the one that answers is being flooded with forged addresses',
    'If this host did ask, but another address, an address translation on the way answers untranslated',
  ],
  weigh: (facts) => {
    const handshake = facts.handshake?.[0];
    const quality = facts.quality?.[0];
    if (handshake === undefined || handshake.syns > 0 || handshake.synAcks === 0) return undefined;
    if (facts.turn?.[0] !== undefined || facts.fin !== undefined || quality === undefined) return undefined;
    const reset = closingReset(facts);
    if (reset === undefined) return undefined;
    if (reset.from !== 'client' || reset.hasAck) return undefined;
    return {
      evidence: [
        // The SYN may be missing from the capture only.
        hints(reset, 'a SYN-ACK without a SYN met a bare reset: this host’s kernel had not asked'),
        ...(handshake.synAcks > 1 ? [hints(handshake, 'it came again, and was answered in the same way')] : []),
      ],
      closer: 'client kernel',
      summary: 'A SYN-ACK came that nobody here had asked for, and was answered with a reset',
    };
  },
};
