/**
 * Token Ring (https://www.tcpdump.org/linktypes.html, LINKTYPE_IEEE802_5): access and frame control, two addresses, a
 * source route where the source address has its first bit set, then LLC.
 */
import { type LinkFrame, type LinkType, LLC, NOT_IP } from './_link-type.ts';

const HEADER = 14;
const SOURCE_ADDRESS = 8;
const LLC_FRAME = 0x40;

function locate(frame: LinkFrame): boolean {
  const { view, offset } = frame;
  if (offset + HEADER + 1 > frame.end) return false;
  const isRouted = (view.getUint8(offset + SOURCE_ADDRESS) & 0x80) !== 0;
  frame.offset = offset + HEADER + (isRouted ? view.getUint8(offset + HEADER) & 0x1f : 0);
  frame.etherType = (view.getUint8(offset + 1) & 0xc0) === LLC_FRAME ? LLC : NOT_IP;
  return true;
}

/** Token Ring. */
export const linkType: LinkType = { id: 'token-ring', title: 'IEEE 802.5 Token Ring', numbers: [6], locate };
