/** The TCP checksum (RFC 9293 §3.1, RFC 8200 §8.1), verified only where someone asks. */
import { addWords, foldChecksum, sumPseudoHeader } from '../bytes/checksum.ts';
import { TCP } from './ip.ts';
import type { Segment } from './segment.ts';

const FIXED_HEADER = 20;

/**
 * Whether the checksum holds; 'unknown' where not all of the segment was captured. A bad one does not prove damage: with
 * offload the sender's own capture sees segments before the network card fills it in.
 */
export function verifyTcpChecksum(segment: Segment): 'good' | 'bad' | 'unknown' {
  const { view, sourceOffset, destinationOffset, payloadOffset, payloadLength } = segment;
  const start = segment.optionsOffset - FIXED_HEADER;
  const end = payloadOffset + payloadLength;
  if (end > segment.capturedEnd) return 'unknown';
  const addressLength = segment.ipVersion === 4 ? 4 : 16;
  const pseudoHeader = sumPseudoHeader(view, sourceOffset, destinationOffset, addressLength, TCP, end - start);
  return foldChecksum(addWords(view, start, end, pseudoHeader)) === 0 ? 'good' : 'bad';
}
