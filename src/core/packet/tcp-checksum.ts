/** The TCP checksum (RFC 9293 §3.1, RFC 8200 §8.1), verified only where someone asks. */
import { addWords, foldChecksum, sumPseudoHeader } from '../bytes/checksum.ts';
import { TCP } from './ip.ts';
import type { Segment } from './segment.ts';

const FIXED_HEADER = 20;
const CHECKSUM = 16;

/**
 * `good`, `bad`; `unfinished`: it holds the sum of the pseudo header alone, as Linux and others leave it to the network card
 * (CHECKSUM_PARTIAL, include/linux/skbuff.h); `unknown` where not all of the segment was captured. A bad one does not prove
 * damage: with offload the sender's own capture sees segments before the network card fills it in.
 */
export type TcpChecksum = 'good' | 'bad' | 'unfinished' | 'unknown';

/** What the checksum of a segment is. */
export function verifyTcpChecksum(segment: Segment): TcpChecksum {
  const { view, sourceOffset, destinationOffset, payloadOffset, payloadLength } = segment;
  const start = segment.optionsOffset - FIXED_HEADER;
  const end = payloadOffset + payloadLength;
  if (end > segment.capturedEnd) return 'unknown';
  const addressLength = segment.ipVersion === 4 ? 4 : 16;
  const pseudoHeader = sumPseudoHeader(view, sourceOffset, destinationOffset, addressLength, TCP, end - start);
  if (foldChecksum(addWords(view, start, end, pseudoHeader)) === 0) return 'good';
  return view.getUint16(start + CHECKSUM) === (foldChecksum(pseudoHeader) ^ 0xffff) ? 'unfinished' : 'bad';
}
