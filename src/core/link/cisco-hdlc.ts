/** Cisco HDLC (https://www.tcpdump.org/linktypes.html, LINKTYPE_C_HDLC), some of whose links speak PPP instead. */
import { isCiscoHdlcAddress, locateCiscoHdlc } from './_cisco-hdlc.ts';
import { type LinkFrame, type LinkType, PPP } from './_link-type.ts';

function locate(frame: LinkFrame): boolean {
  if (frame.offset + 2 > frame.end) return false;
  if (isCiscoHdlcAddress(frame.view.getUint8(frame.offset))) return locateCiscoHdlc(frame);
  frame.etherType = PPP;
  return true;
}

/** Cisco HDLC. */
export const linkType: LinkType = { id: 'cisco-hdlc', title: 'Cisco HDLC', numbers: [104], locate };
