/** PPP behind a byte that says which way the frame went (https://www.tcpdump.org/linktypes.html, LINKTYPE_PPP_WITH_DIR). */
import { type LinkFrame, type LinkType, PPP } from './_link-type.ts';

function locate(frame: LinkFrame): boolean {
  frame.offset += 1;
  frame.etherType = PPP;
  return frame.offset <= frame.end;
}

/** PPP with direction. */
export const linkType: LinkType = { id: 'ppp-with-direction', title: 'PPP with direction', numbers: [204], locate };
