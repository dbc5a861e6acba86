/**
 * Ethernet (https://www.tcpdump.org/linktypes.html, LINKTYPE_ETHERNET): two addresses, then a type, or a length where the
 * value is below 0x0600 and an LLC header follows (IEEE 802.3 §3.2.6).
 */
import { stepToType } from './_ether-type.ts';
import type { LinkFrame, LinkType } from './_link-type.ts';

const HEADER = 14;

function locate(frame: LinkFrame): boolean {
  return stepToType(frame, HEADER);
}

/** Ethernet. */
export const linkType: LinkType = { id: 'ethernet', title: 'Ethernet', numbers: [1], locate };
