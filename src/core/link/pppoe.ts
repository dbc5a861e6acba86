/** PPPoE session frames without their Ethernet header (https://www.tcpdump.org/linktypes.html, LINKTYPE_PPP_ETHER). */
import type { LinkFrame, LinkType } from './_link-type.ts';

const PPPOE_SESSION = 0x8864;

function locate(frame: LinkFrame): boolean {
  frame.etherType = PPPOE_SESSION;
  return true;
}

/** PPPoE. */
export const linkType: LinkType = { id: 'pppoe', title: 'PPPoE', numbers: [51], locate };
