/**
 * PPP (https://www.tcpdump.org/linktypes.html, LINKTYPE_PPP, LINKTYPE_PPP_HDLC): RFC 1661 frames, with address and
 * control or without (RFC 1662 §3.1). Cisco's HDLC is met under the same numbers and told by its address.
 */

import { isCiscoHdlcAddress, locateCiscoHdlc } from './_cisco-hdlc.ts';
import { type LinkFrame, type LinkType, PPP } from './_link-type.ts';

function locate(frame: LinkFrame): boolean {
  if (frame.offset + 2 > frame.end) return false;
  if (isCiscoHdlcAddress(frame.view.getUint8(frame.offset))) return locateCiscoHdlc(frame);
  frame.etherType = PPP;
  return true;
}

/** PPP. */
export const linkType: LinkType = { id: 'ppp', title: 'PPP', numbers: [9, 50], locate };
