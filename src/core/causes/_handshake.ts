/** What the packets of a handshake say beyond how far it got; shared by the causes that keep it from completing. */
import type { HandshakeFact } from '../model/fact.ts';

/**
 * Whether the server sent its SYN-ACK again of itself. It does so for every repeated SYN, too, and a router that captures on
 * both its sides has each packet twice.
 */
export function isSynAckRepeated({ syns, synAcks }: HandshakeFact): boolean {
  return synAcks > Math.max(1, syns);
}
