/**
 * Ethernet as the CPU port of a switch chip sees it, between router and ports in most home routers
 * (https://www.tcpdump.org/linktypes.html, LINKTYPE_DSA_TAG_BRCM and LINKTYPE_DSA_TAG_DSA): four bytes of the chip's own
 * behind the addresses.
 */
import { stepToType } from './_ether-type.ts';
import type { LinkFrame, LinkType } from './_link-type.ts';

const HEADER = 12 + 4 + 2;

function locate(frame: LinkFrame): boolean {
  return stepToType(frame, HEADER);
}

/** Broadcom's and Marvell's switch tags. */
export const linkType: LinkType = { id: 'switch-tag', title: 'Ethernet with switch tag', numbers: [281, 284], locate };
