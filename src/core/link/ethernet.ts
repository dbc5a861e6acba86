/**
 * Ethernet (https://www.tcpdump.org/linktypes.html, LINKTYPE_ETHERNET): two addresses, then a type, or a length where the
 * value is below 0x0600 and an LLC header follows (IEEE 802.3 §3.2.6).
 */
import { type LinkFrame, type LinkType, LLC, SMALLEST_ETHER_TYPE } from './_link-type.ts';

const HEADER = 14;

function locate(frame: LinkFrame): boolean {
  const payload = frame.offset + HEADER;
  if (payload > frame.end) return false;
  const type = frame.view.getUint16(payload - 2);
  frame.offset = payload;
  frame.etherType = type < SMALLEST_ETHER_TYPE ? LLC : type;
  return true;
}

/** Ethernet. */
export const linkType: LinkType = { id: 'ethernet', title: 'Ethernet', numbers: [1], locate };
