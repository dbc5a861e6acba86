/**
 * A SYN-ACK that nobody asked for: somebody sent SYNs with this host's address in them, and what comes here are the answers
 * (Moore, Voelker and Savage, "Inferring Internet Denial-of-Service Activity", 2001). The kernel resets it (RFC 9293 §3.10.7.2).
 */
import type { Assessment, Cause } from '../model/cause.ts';
import type { Facts } from '../model/fact.ts';
import { closingReset, hints } from './_evidence.ts';
import { mayBeForgedSyn } from './_forged.ts';
import { ttlOf } from './_sender.ts';

export const cause: Cause = {
  id: 'backscatter',
  title: 'an answer to a SYN that the client never sent',
  severity: 'suspicious',
  refines: ['capture-started-late', 'half-open-connection', 'still-open', 'insufficient-evidence', 'client-abort'],
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
    if (handshake === undefined || handshake.synAcks === 0) return undefined;
    if (handshake.syns > 0) return whereFlooded(facts);
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
      refines: ['injected-reset'],
      summary: 'A SYN-ACK came that nobody here had asked for, and was answered with a reset',
    };
  },
};

/** Seen by the one that is flooded: the TCP that resets did not send the SYN. A scanner's program may have, on the same host. */
function whereFlooded(facts: Facts): Assessment | undefined {
  const reset = closingReset(facts);
  const ttl = reset && ttlOf(facts, reset.packets[0]);
  if (reset === undefined || ttl?.relation !== 'different' || !mayBeForgedSyn(facts, reset)) return undefined;
  if (facts['connect-attempt']?.[0]?.askedAgain === true) return undefined;
  const text = `the SYN came with TTL ${ttl.baseline}, and the reset that its answer met with ${ttl.ttl}: the TCP that sent the reset did not send the SYN`;
  return {
    evidence: [hints(ttl, text)],
    closer: 'unknown',
    summary:
      'The client’s kernel reset the answer to a SYN that it had not sent: a program made that itself, as scanners do, or somebody else did with this client’s address',
    advice: [
      'If such SYNs come from many addresses, it is a flood with forged ones: SYN cookies bear it (net.ipv4.tcp_syncookies)',
      'If they come from few, find out whether a device on the path resets in the client’s name',
    ],
    wouldBeProvedBy: [
      'a capture at the client: whether the SYN leaves it',
      'the same from many other addresses at the same time',
    ],
  };
}
