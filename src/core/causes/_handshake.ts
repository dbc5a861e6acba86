/** What the packets of a handshake say beyond how far it got; shared by the causes that keep it from completing. */
import type { HandshakeFact } from '../model/fact.ts';
import { MILLISECOND, type TimeNs } from '../model/time.ts';

/** No stack repeats a SYN sooner; the first repetition mostly comes after 1 s (RFC 6298 §2.1). */
const REPEATED_AFTER_MIN: TimeNs = 200 * MILLISECOND;

/** Whether the client asked again for want of an answer. What comes at once is another copy, or somebody who scans. */
export function isSynRepeated({ syns, tryingNs }: HandshakeFact): boolean {
  return syns > 1 && tryingNs >= REPEATED_AFTER_MIN;
}

/**
 * Whether the server sent its SYN-ACK again of itself. It does so for every repeated SYN, too, and a router that captures on
 * both its sides has each packet twice.
 */
export function isSynAckRepeated({ syns, synAcks }: HandshakeFact): boolean {
  return synAcks > Math.max(1, syns);
}
