/**
 * Per-packet information (https://www.tcpdump.org/linktypes.html, LINKTYPE_PPI): version, flags, length and the link type
 * of the frame behind it, little-endian.
 */
import { INNER_LINK, type LinkFrame, type LinkType } from './_link-type.ts';

const SMALLEST_HEADER = 8;

function locate(frame: LinkFrame): boolean {
  const { view, offset } = frame;
  if (offset + SMALLEST_HEADER > frame.end) return false;
  const length = view.getUint16(offset + 2, true);
  if (length < SMALLEST_HEADER || offset + length > frame.end) return false;
  frame.offset = offset + length;
  frame.innerLink = view.getUint32(offset + 4, true);
  frame.etherType = INNER_LINK;
  return true;
}

/** Per-packet information. */
export const linkType: LinkType = { id: 'ppi', title: 'Per-packet information (PPI)', numbers: [192], locate };
