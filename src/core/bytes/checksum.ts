/**
 * The Internet checksum: the ones' complement of the ones' complement sum of 16-bit words (RFC 1071), and the pseudo
 * headers it covers in TCP, UDP and ICMPv6 (RFC 9293 §3.1, RFC 8200 §8.1). A message that holds its own correct checksum
 * sums up to 0.
 */

/** Sum of the 16-bit words from `start` up to `end`, added to `sum`; an odd last byte is padded with zero. */
export function addWords(view: DataView, start: number, end: number, sum: number): number {
  let total = sum;
  const even = end - ((end - start) & 1);
  for (let offset = start; offset < even; offset += 2) total += view.getUint16(offset);
  return even < end ? total + view.getUint8(even) * 256 : total;
}

/** The checksum that goes with a sum of words: 0 where the words held a correct one. */
export function foldChecksum(sum: number): number {
  let folded = sum;
  while (folded > 0xffff) folded = (folded % 0x10000) + Math.floor(folded / 0x10000);
  return folded ^ 0xffff;
}

/** The Internet checksum of the bytes from `start` up to `end`. */
export function internetChecksum(view: DataView, start: number, end: number): number {
  return foldChecksum(addWords(view, start, end, 0));
}

/**
 * The sum of the pseudo header: the two addresses (of 4 or 16 bytes) at their offsets, the protocol number and the
 * length of what follows, header included.
 */
export function sumPseudoHeader(
  view: DataView,
  sourceOffset: number,
  destinationOffset: number,
  addressLength: 4 | 16,
  protocol: number,
  length: number,
): number {
  const source = addWords(view, sourceOffset, sourceOffset + addressLength, 0);
  const addresses = addWords(view, destinationOffset, destinationOffset + addressLength, source);
  return addresses + protocol + Math.floor(length / 0x10000) + (length % 0x10000);
}
