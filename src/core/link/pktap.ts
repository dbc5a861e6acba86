/**
 * Darwin's pktap, `tcpdump -i any` or `-k` on macOS (bsd/net/pktap.h of XNU, struct pktap_header): its length, a record
 * type, and the link type of the frame behind it, in the capturing host's order, which has been little-endian since 2006.
 * Older versions wrote it under a number of the user's.
 */
import { INNER_LINK, type LinkFrame, type LinkType } from './_link-type.ts';

const SMALLEST_HEADER = 12;

function locate(frame: LinkFrame): boolean {
  const { view, offset } = frame;
  if (offset + SMALLEST_HEADER > frame.end) return false;
  const length = view.getUint32(offset, true);
  if (length < SMALLEST_HEADER || offset + length > frame.end) return false;
  frame.offset = offset + length;
  frame.innerLink = view.getUint32(offset + 8, true);
  frame.etherType = INNER_LINK;
  return true;
}

/** Darwin's pktap. */
export const linkType: LinkType = { id: 'pktap', title: 'Darwin pktap', numbers: [258, 149], locate };
